"""A secret that is kept nowhere: the person is asked each time."""

from __future__ import annotations

import inspect

from wizard.errors import SecretError
from wizard.secret import Keeper, Secret
from wizard.secret_store.state import KeeperState, Prompt


def state() -> KeeperState:
    return KeeperState(Keeper.ASK, True, "kept nowhere; you are asked each time, so a timer can't log in")


async def ask(prompt: Prompt | None, question: str) -> Secret | None:
    """The person's answer; None without anybody to ask, or if they would rather not."""
    if prompt is None:
        return None
    answer = prompt(question)
    return await answer if inspect.isawaitable(answer) else answer


async def read(prompt: Prompt | None) -> Secret:
    """The person's answer. Raises SecretError where there is nobody to ask, or no answer."""
    answer = await ask(prompt, "Password")
    if not answer:
        raise SecretError(
            "no secret at hand: this setup asks for the password each time",
            "run the check where you can type, or keep the password: smtp-wizard secret set NAME",
        )
    return answer
