"""Feedback sentences as message ids with parameters, and their English.

The engine is pure, so it cannot call Django's gettext. It stores a `Message` (id and parameters,
no text) with each point, beside the English sentence. Another language needs no regrading: pass
`render` a `Lexicon` with gettext as `translate` and the entity and finding names of that
language. The templates are marked with a `gettext_noop` of our own, which `makemessages` finds.

What a parameter holds is told by the beginning of its name: `entity…` a slug, `entities…` slugs
joined by commas, `finding…` a finding's slug, `term…` the id of another message, `terms…` ids
joined by commas, `number…` a decimal number; anything else is text as it stands.
"""
