"""Where a proof was made, and the command that makes it once more inside the app's own network."""

from __future__ import annotations

from wizard.again import Again
from wizard.app import Behaviour
from wizard.finding import Case

ON_THE_HOST = frozenset({"bare", "conf-d"})
"""Targets whose app runs beside this program, not in a container."""
_BY_NAME = frozenset({"docker-run", "api", "tinker", "form", "homeserver"})
"""Targets whose container is not one of a compose file here, so that it is called by its usual name."""
_OF_DOCKER = "127.0.0.11"
"""Docker's own name server answers as the app is answered; it exists in networks of Compose, not in the default bridge."""


def place(case: Case, behaviour: Behaviour) -> tuple[str, tuple[str, ...]]:
    """Where the proof was made, and the commands that repeat it in the app's own network."""
    name = behaviour.kind.capitalize()
    if behaviour.target in ON_THE_HOST:
        return f"Tested from this host, where {name} runs too.", ()
    compose = behaviour.target not in _BY_NAME
    container = f"$(docker compose ps -q {behaviour.kind})" if compose else behaviour.kind
    where = f"not from inside {name}'s container; the command repeats it there"
    if behaviour.target == "homeserver":
        where = f"where {name} may run too; if it runs in a container, the command repeats it there"
    command = inside(container, case.again, case.profile.name, app=behaviour.app, resolver=_OF_DOCKER if compose else "")
    return f"Tested from this host, {where}.", (command,)


def inside(container: str, again: Again, setup: str, *, app: str = "", resolver: str = "") -> str:
    """The command that checks a setup once more in the network of a container, which a shell expands to its name or id.

    `resolver`: the name server that the app itself asks; it takes the place of the one that this check asked.
    """
    pid = f"\"$(docker inspect --format '{{{{.State.Pid}}}}' {container})\""
    # Root enters the network, the person's own account runs the test: the setup and its password are theirs.
    enter = f'sudo -E env "PATH=$PATH" nsenter -t {pid} -n -S "$(id -u)" -G "$(id -g)"'
    return f"{enter} {again.command(setup, app=app, resolver=resolver)}"
