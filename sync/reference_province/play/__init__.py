"""The reference province in the parts of others: the citizen, the national side, the bank.

There only when the server is started for play (``ProvinceServerSettings.play``): nobody signs in
here, and no real province has anything like it.
"""

from sync.reference_province.play.citizen import router as citizen_router
from sync.reference_province.play.money import router as money_router

ROUTERS = (citizen_router, money_router)
__all__ = ["ROUTERS"]
