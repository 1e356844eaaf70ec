"""Places: which province and city a written place is, in English, Persian or Arabic spelling.

`load("IR")` gives a shipped gazetteer (Iran with its 31 provinces and their tiles; twelve more countries), `from_toml` a user's
own or an invented one. `resolve` turns the city and province cells of a row into ids or None, never a guess between two; `find`
lists what a text may mean, best first; `ancestors` climbs from a place to its country. Ids read `IR`, `IR.TH`, `IR.TH.112931`.
"""

from atleast.places.find import find, holds
from atleast.places.gazetteer import Gazetteer, ancestors, from_toml, to_toml
from atleast.places.load import COUNTRIES, load
from atleast.places.resolve import resolve

__all__ = ["COUNTRIES", "Gazetteer", "ancestors", "find", "from_toml", "holds", "load", "resolve", "to_toml"]
