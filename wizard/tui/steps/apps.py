"""Which apps will send, how each is run, and what it is called from outside."""

from __future__ import annotations

import itertools
from dataclasses import replace

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalGroup

from wizard import apps, field
from wizard.app import Setting
from wizard.apps import Kind
from wizard.setup.draft import DraftApp
from wizard.text import printable
from wizard.tui.page import WizardPage
from wizard.tui.widgets.choice import Choice, Option, Ticks
from wizard.tui.widgets.entry import Entry, Parser
from wizard.tui.widgets.plain import Plain

FAMILIAR = ("zulip", "synapse", "mealie", "docmost", "coolify")
"""The order in which the apps are offered; any other comes after them."""
PARSERS: dict[str, Parser] = {"address": field.address, "domain": field.domain, "text": field.from_name}


class Answer(Choice):
    """A choice about one app: `field` is the app's name and what is chosen."""

    def __init__(self, options: list[Option], value: str, field: str, *, across: bool = False, help: str = "") -> None:
        super().__init__(options, value, id=f"answer-{field.replace('/', '-')}", across=across)
        self.field = field
        self.help = help


class Details(VerticalGroup):
    """The questions about one app."""

    DEFAULT_CSS = """
    Details { height: auto; margin: 1 0 0 0; }
    Details .app { text-style: bold; padding: 0 1; }
    Details Choice { padding: 0 0 0 1; }
    Details .switch { height: auto; }
    Details .switch Plain { width: 28; padding: 0 1; }
    """

    def __init__(self, kind: Kind, app: DraftApp) -> None:
        super().__init__(id=f"app-{app.name}")
        self.kind = kind
        self.app_draft = app

    def compose(self) -> ComposeResult:
        app, kind = self.app_draft, self.kind
        name = "" if app.name == app.kind else f" “{app.name}”"
        yield Plain(f"{kind.TITLE}{name}: how is it run, and under which name is it reached?", classes="app")
        yield Answer([Option(one.id, one.title) for one in kind.TARGETS], app.target, f"{app.name}/target")
        yield Entry(
            f"{app.name}/hostname",
            "Host name",
            app.hostname,
            parse=field.domain,
            example=f"{kind.ID}.example.com",
            required=True,
        )
        for setting in kind.SETTINGS:
            yield from self._question(setting)

    def _question(self, setting: Setting) -> ComposeResult:
        name = f"{self.app_draft.name}/{setting.name}"
        value = self.app_draft.settings.get(setting.name, setting.default)
        if setting.kind == "switch":
            options = [Option("no", "no"), Option("yes", "yes")]
            with Horizontal(classes="switch"):
                yield Plain(setting.title)
                yield Answer(options, "yes" if value is True else "no", name, across=True, help=setting.help)
            return
        stands_in = setting.empty or (setting.default if isinstance(setting.default, str) else "")
        yield Entry(
            name,
            setting.title,
            str(value) if not isinstance(value, bool) else "",
            empty="" if setting.required else stands_in,
            parse=PARSERS.get(setting.kind, field.from_name),
            help=setting.help,
            required=setting.required,
        )


def named_apart(new: tuple[DraftApp, ...], others: tuple[DraftApp, ...]) -> tuple[DraftApp, ...]:
    """The new apps, each under a name that no other has: an app may be called as another kind is."""
    found = list(others)
    for app in new:
        taken = {one.name for one in found}
        names = itertools.chain([app.name], (f"{app.name}-{at}" for at in itertools.count(2)))
        found.append(replace(app, name=next(name for name in names if name not in taken)))
    return tuple(found[len(others) :])


class AppsPage(WizardPage):
    """Ticking an app brings up its questions, with the cursor in the first one."""

    PAGE = "apps"
    HELP = (
        "Space ticks an app, or press its first letter. The host name is the one that people type into their browser; "
        "the app greets the mail server with it and makes links with it. "
        "Enter leaves out what is optional; Tab goes there. Empty, it is what stands there in brackets."
    )

    def fields(self) -> ComposeResult:
        known = apps.load_all()
        order = [id for id in FAMILIAR if id in known] + [id for id in known if id not in FAMILIAR]
        options = [Option(id, known[id].TITLE, key=id[0]) for id in order]
        # A setup may come from another version, or from somebody's own hand.
        strange = dict.fromkeys(app.kind for app in self.flow.draft.apps if app.kind not in known)
        options += [Option(kind, printable(kind, 40), "not known here: Space takes it out of this setup") for kind in strange]
        yield Ticks(options, [app.kind for app in self.flow.draft.apps], id="apps")
        with VerticalGroup(id="details"):
            for app in self.flow.draft.apps:
                if app.kind in known:
                    yield Details(known[app.kind], app)

    def compose(self) -> ComposeResult:
        yield from super().compose()
        yield Plain("", id="about")

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """What a field is for, while the cursor is in it; at a fixed place, so that nothing moves."""
        around = [event.widget, *event.widget.ancestors]
        self.query_one("#about", Plain).put(next((str(one.help) for one in around if isinstance(one, Entry | Answer)), ""))

    def focus_first(self) -> None:
        if self.flow.draft.apps:
            return super().focus_first()
        self.query_one(Ticks).focus()
        return None

    async def on_ticks_ticked(self, event: Ticks.Ticked) -> None:
        event.stop()
        others = tuple(app for app in self.flow.draft.apps if app.kind != event.value)
        if event.on:
            await self._add(event.value, others)
        else:
            self.flow.aside[event.value] = tuple(app for app in self.flow.draft.apps if app.kind == event.value)
            self.flow.edit(apps=others)
            for app in self.flow.aside[event.value]:
                await self.query(f"#app-{app.name}").remove()
        self.edited()

    async def _add(self, id: str, others: tuple[DraftApp, ...]) -> None:
        """The questions of an app; what was typed before it was un-ticked is there again."""
        kind = apps.load_all().get(id)
        new = self.flow.aside.pop(id, ()) or ((DraftApp(id, id, kind.TARGETS[0].id),) if kind else ())
        new = named_apart(new, others)
        self.flow.edit(apps=(*others, *new))
        if kind is None:
            return
        made = [Details(kind, app) for app in new]
        await self.query_one("#details").mount(*made)
        first = made[0].query(Entry).first()
        first.focus_line()
        self.call_after_refresh(made[0].scroll_visible, animate=False)

    def on_choice_chosen(self, event: Choice.Chosen) -> None:
        event.stop()
        if not isinstance(event.choice, Answer):
            return
        name, _, setting = event.choice.field.partition("/")
        if setting == "target":
            self._change(name, target=event.value)
        else:
            self._set(name, setting, event.value == "yes")

    def take(self, entry: Entry, value: str) -> None:
        name, _, setting = entry.field.partition("/")
        if setting == "hostname":
            self._change(name, hostname=value)
        else:
            self._set(name, setting, value)

    def _set(self, name: str, setting: str, value: str | bool) -> None:
        app = next(app for app in self.flow.draft.apps if app.name == name)
        self._change(name, settings={**app.settings, setting: value})

    def _change(self, name: str, **changes: object) -> None:
        rows = tuple(
            replace(app, **changes) if app.name == name else app  # type: ignore[arg-type]
            for app in self.flow.draft.apps
        )
        if self.flow.edit(apps=rows):
            self.edited()

    def action_next(self) -> None:
        if not self.flow.draft.apps:
            self.notice("tick at least one app: Space, or its first letter")
            return
        strange = next((app.kind for app in self.flow.draft.apps if app.kind not in apps.load_all()), None)
        if strange is not None:
            self.notice(f"this version does not know the app “{printable(strange, 40)}”: take it out to go on")
            return
        super().action_next()
