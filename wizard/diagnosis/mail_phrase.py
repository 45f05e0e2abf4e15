"""What servers say about one mail: its sender, its recipient, its text; and, last, about themselves."""

from __future__ import annotations

from wizard.diagnosis.phrase import LOGIN, MAIL, MESSAGE, RECIPIENT, SENDER, Phrase, row
from wizard.step import Stage

_VERIFIED = (
    r"(?:verified|confirmed|validated|configured|approved|registered|onboarded|allowed|authori[sz]ed|associated|recogni[sz]ed)"
)
_NOT = r"(?:not|n't|never|un(?=verif|config|regis|auth|confirm|approv)|no longer)"

MAIL_WORDS: tuple[Phrase, ...] = (
    # -- records of the sender's domain
    row(
        "dmarc-reject",
        r"\bdmarc\b",
        stages=MAIL,
    ),
    row(
        "sender-domain-unknown",
        r"(?:sender|from|return).{0,60}(?:no|null|invalid|without) (?:valid )?mx\b",
        stages=MAIL,
    ),
    row(
        "sender-domain-unknown",
        r"(?:invalid|no|missing|without) (?:\w+ ){0,2}mx\b.{0,20}\brecord",
        stages=SENDER,
    ),
    row(
        "spf-fail",
        r"5\.7\.2[0-46-7]\b",
        r"sender policy framework",
        r"not (?:have|pass) authentication (?:information|checks)",
        r"no (?:passing|acceptable|valid) (?:[\w-]+ ){0,2}dkim",
        r"\bspf\b.{0,60}(?:fail|not|did|denied|reject)",
        r"\bdkim\b.{0,40}(?:did not|fail|missing)",
        stages=MAIL,
    ),
    # -- no login was made
    row(
        "auth-not-attempted",
        r"auth\w* (?:is )?(?:required|needed|mandatory)",
        r"(?:must|need to|please|should) (?:first )?(?:issue an )?(?:auth\b|(?:log(?:ged)? ?-?in|authenticat\w*))",
        r"(?:requires?|needs?) (?:smtp )?auth\w*",
        r"not (?:yet )?(?:log(?:ged)? ?-?in|authenticat\w*)(?! (?:to|as)\b)",
        r"was not authenticated",
        r"unauthenticated (?:sender|user|client|connection)",
        r"(?:enable|turn on|activate|use) (?:\w+ )?smtp[ -]?auth\w*",
        r"\b(?:need|send|issue|use)\b.{0,15}\bauth first\b",
        r"(?:log\s?in|authenticate) (?:first|before)",
        stages=MAIL,
    ),
    row(
        "auth-not-attempted",
        r"without (?:smtp |proper |prior )?authentication\b",
        stages=frozenset({Stage.MAIL_FROM, Stage.RCPT_TO}),  # of a message it may mean SPF and DKIM
    ),
    # -- not yet
    row(
        "greylisting",
        r"verification in progress",
        r"\bunverified address: (?!<)",  # Postfix asks the address's own server, which gave no answer so far
        stages=MAIL,
    ),
    # -- the sender
    row(
        "sender-domain-unknown",
        r"sender address rejected.{0,10}domain not found",
        r"(?:sender|from).{0,40}domain.{0,30}(?:does (?:not|n't) exist|not (?:resolve|found)|unresolvable)",
        r"[45]\.1\.8\b.{0,80}(?:not found|not exist|resolv)",
        r"sender (?:address )?(?:verify|verification|callout) failed",
        stages=MAIL,
    ),
    row(
        "from-mismatch-with-login",
        r"not owned by",
        r"send ?as\b",
        r"sendas",
        r"same as (?:\w+ ){0,2}auth\w*",
        r"equal (?:to )?(?:the )?auth\w*",
        r"relaying disallowed as",
        r"(?:not|n't) (?:one|any) of your",
        r"(?:sender|from).{0,50}(?:must|match|belong|differ).{0,40}(?:auth\w*|login|logged|user|account|mailbox)",
        r"(?:not|n't) (?:allowed|authori[sz]ed|permitted) to send (?:\w+ ){0,3}(?:as|from|on behalf)",
        r"(?:not|n't) (?:allowed|authori[sz]ed|permitted) to use (?:this|that|the)",
        r"(?:header|from) address.{0,30}(?:auth|not allowed)",
        r"authori[sz]ed to send from (?:this|that)",
        r"user\s?name .{0,60}sender.{0,20}(?:not|n't) match",
        r"5\.7\.60\b",
        stages=MAIL,
    ),
    row(
        "sender-not-verified",
        rf"(?:sender|from|domain|identit\w+|e-?mail address).{{0,70}}{_NOT} ?(?:been |yet |a )?{_VERIFIED}",
        rf"{_NOT} ?(?:a )?{_VERIFIED}.{{0,40}}(?:sender|from|domain|identit\w+|address|signature)",
        r"(?:does not|doesn't) match .{0,20}verified",
        r"(?:sender|from) (?:address )?(?:denied|not allowed)",
        r"non-?local sender",
        r"(?:verify|validate|authenticate) (?:your|the|a|this) (?:sender|domain|sending)",
        r"(?:sender|from|domain|address)\b.{0,40}must (?:first )?be (?:verified|confirmed|validated)",
        r"not a sender signature",
        rf"only send from {_VERIFIED}",
        r"not associated with your",
        stages=LOGIN | MAIL,
    ),
    row(
        "malformed-from",
        r"need fully-?qualified address",
        r"5\.1\.7\b",
        r"(?:invalid|bad|malformed|illegal) (?:sender|from|mail(?: from)?|address|mailbox|return\S*)\b",
        r"(?:mail|from).{0,20}(?:syntax|argument)",
        r"(?:invalid|bad) command argument",
        r"syntax error",
        r"was expecting",
        stages=SENDER,
    ),
    row(
        "malformed-from",
        r"sender address.{0,20}(?:need fully-?qualified|invalid|malformed|syntax|must contain)",
        stages=RECIPIENT,
    ),
    row(
        "malformed-from",
        r"missing final (?:<address>|'?@?domain)",
        r"address contains (?:illegal|control|invalid)",
        r"invalid \W?(?:from|sender)\W? (?:field|header|address)",
        stages=MESSAGE,
    ),
    row(
        "sender-not-configured",
        r"sender address rejected: (?:undeliverable address|user unknown|no such)",
        stages=MAIL,
    ),
    row(
        "from-mismatch-with-login",
        r"mailbox unavailable",
        stages=SENDER,
    ),
    # -- the recipient
    row(
        "greylisting",
        r"gr[ae]y[ -]?list",
        stages=MAIL,
    ),
    row(
        "relay-denied",
        r"relay\w*(?: access)? (?:is )?(?:denied|not|prohibited|disallowed|forbidden|rejected|refused)",
        r"(?:unable|not (?:permitted|allowed|authori[sz]ed)|refus\w+|cannot|can't|won't)(?: to)? relay",
        r"(?:do not|don't|does not|no) relay\w*",
        r"not (?:a )?(?:local|our) (?:domain|recipient)",
        r"rcpthosts",
        stages=MAIL,
    ),
    row(
        "recipient-invalid",
        r"(?:no such|unknown|invalid|bad|non-?existent) (?:\w+ )?(?:user|mailbox|recipient|address|destination)",
        r"(?:user|recipient|mailbox|account|address).{0,60}(?:unknown|full|disabled|inactive)",
        r"(?:user|recipient|mailbox|account|address).{0,60}(?:not|n't) (?:exist|found|known|here)",
        r"mailbox (?:is )?(?:unavailable|full|disabled)",
        r"5\.1\.(?:[1236]|10)\b",
        r"[45]\.2\.[12]\b",
        r"null ?mx",
        r"recipient (?:address )?(?:rejected|refused)",
        r"undeliverable address",
        r"domain not found",
        r"recipient.{0,20}required",
        stages=frozenset({Stage.RCPT_TO}),
    ),
    row(
        "recipient-invalid",
        r"user unknown",
        r"no such (?:user|mailbox|recipient)",
        r"5\.1\.1\b",
        r"no valid recipients",
        r"mailbox (?:is )?full",
        stages=MESSAGE,
    ),
    # -- the message
    row(
        "message-content-or-format-rejected",
        r"5\.6\.\d",
        r"5\.3\.4\b",
        r"(?:message|mail).{0,30}(?:too (?:big|long|large)|size|format\b|content|malformed|blocked|rejected)",
        r"\blines? (?:is )?(?:too long|length)",
        r"(?:size|length).{0,20}(?:limit|exceed)",
        r"spam",
        r"phish",
        r"virus",
        r"malware",
        r"\bheaders?\b",
        r"rfc ?(?:53|28|8)22",
        r"malformed",
        r"\bformat\b",
        r"prohibited",
        r"\bcontents?\b",
        r"attachment",
        r"given data was invalid",
        r"dt:spm",
        r"\bbanned:",
        stages=MESSAGE,
    ),
    # -- the server itself
    row(
        "auth-not-needed",
        r"auth\w* (?:is )?(?:not (?:enabled|available|configured|implemented|supported|required)|disabled)",
        stages=LOGIN,
    ),
    row(
        "auth-mechanism-unsupported",
        r"mechanism",
        r"password transition",
        r"(?:unsupported|unrecogni[sz]ed|invalid|unknown) auth\w* type",
        r"(?:plain|login|cram-md5)[^:;,(]{0,30}(?:not (?:permitted|supported|allowed|available)|disabled|unsupported)",
        r"unrecogni[sz]ed auth",
        stages=LOGIN,
    ),
    row(
        "server-misconfigured",
        r"(?:unable|failed|can't|cannot|could not) (?:to )?(?:contact|connect|reach|open|query|access)\b",
        r"(?:connection|contact) (?:\w+ )?(?:lost|refused|closed|timed out)?.{0,10}auth\w* (?:server|service|backend|daemon)\b",
        r"auth\w* (?:server|service|backend|daemon)\b.{0,20}(?:unavailable|down|not (?:avail|respond|reach)\w*|fail|error)",
        stages=LOGIN,
    ),
    row(
        "server-misconfigured",
        r"[45]\.3\.[05]\b",
        r"local (?:configuration|problem|error)",
        r"internal (?:server )?error",
        r"configuration (?:error|problem)",
        r"(?:lookup|database|backend|queue|disk|storage).{0,20}(?:fail|error|problem|unavailable|full)",
        r"temporary (?:system|server|authentication).{0,20}(?:fail|error|problem|unavailable)",
        r"insufficient system",
        r"4\.3\.\d",
    ),
)
