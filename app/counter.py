"""One counter: store, lanes, settings and province of one profile, put together."""

import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import cached_property, partial
from threading import Event
from types import TracebackType
from typing import TYPE_CHECKING

from app.lanes import Lane
from app.operations.back_up import BackupClock
from app.operations.known_here import KnownHere
from app.operations.open_store import open_store
from app.operations.page_folders import PageFolders
from app.operations.proxy_settings import proxy_of, proxy_password
from app.operations.settings_facts import note_settings
from app.operations.stamp_pictures import StampPictures
from app.operations.write_audit import AuditLog
from app.paths import Profile
from app.profile_lock import ProfileLock
from app.proxy import Proxy, use_proxy
from app.scanning.text.reader import TextReader
from app.secrets import ProfileKey, SealedFile
from app.settings import Settings, load_settings, save_settings
from app.store.vault import Vault
from signing.remote.attendance import Attendance

# Drivers, signatures and HTTP are imported when they are first used: the window must not wait.
if TYPE_CHECKING:
    from app.operations.sign_files import SigningKit
    from signing.device import SigningDevice
    from signing.level_services import LevelServices
    from signing.trust import TrustStore
    from signing.validation_evidence import ValidationEvidence
    from signing.verification.worker import VerificationWorker
    from sync.daemon import SyncDaemon
    from sync.province import Province
    from sync.state import SyncState
    from sync.tokens import TokenKeeper

_STOP_SECONDS = 3.0
"""What an upload in flight may take when the program ends; cutting it off does no harm."""


def clock() -> datetime:
    """Now, with an offset."""
    return datetime.now(UTC)


class Counter(KnownHere, AbstractContextManager["Counter"]):
    """Everything that screens and commands work with. One at a time for a profile.

    ``closing`` is set first when it closes: what takes long on a lane ends then.
    """

    def __init__(
        self, profile: Profile, *, passphrase: str = "", now: Callable[[], datetime] = clock
    ) -> None:
        """Open ``profile``, making what is missing. ``passphrase`` is for a machine without a
        keyring.

        Errors: PROFILE_IN_USE, PROFILE_UNWRITABLE, SETTINGS_UNREADABLE, those of
        ``ProfileKey.load`` and those of ``Store``.
        """
        profile.make()
        self.profile, self.now, self.closing = profile, now, Event()
        self._lock = ProfileLock(profile.lock_file)
        self._lock.acquire()
        try:
            self.settings = load_settings(profile.settings_file)
            self.key = ProfileKey(profile, passphrase)
            self.keys, self.store, self.audit_seal = open_store(profile, self.key, now())
            """``keys``: what this profile's data are sealed with (docs/decisions/017)."""
        except BaseException:
            self._lock.release()
            raise
        self.page_folders = PageFolders(profile.work, self.keys)
        self.vault = Vault(profile.vault, self.keys)
        self.token_lane, self.scanner_lane = Lane("token"), Lane("scanner")
        self.discovery_lane, self.network_scanner_lane = Lane("discovery"), Lane("network-scanner")
        self.files_lane, self.reading_lane = Lane("files", 2), Lane("reading")
        self.page_reader = TextReader()
        self.unlock_secret = SealedFile(profile.root / "unlock", self.key)
        """The salted hash of the officer's unlock password (docs/decisions/006)."""
        self.proxy_password = proxy_password(profile, self.key)
        use_proxy(partial(_proxy, self))
        self.pictures = StampPictures(profile, self.key, AuditLog(self.store))
        self.remote_secrets = SealedFile(profile.remote_secrets, self.key)
        self.file_certificates = SealedFile(profile.file_certificates, self.key)
        self.attendance = Attendance()
        """Who waits while the officer confirms on the phone."""
        self.backups = BackupClock(
            profile, self.keys, settings=lambda: self.settings.backup, now=now
        )
        """Takes them by itself once it is started."""
        self._daemon: SyncDaemon | None = None

    # Signing

    @cached_property
    def device(self) -> "SigningDevice":
        """What the officer signs with. Used on the token lane. Errors: REMOTE_*, DEVICE_*."""
        from app.operations.signing_device import open_signing_device

        return open_signing_device(
            self.settings,
            remote_secrets=self.remote_secrets,
            file_certificates=self.file_certificates,
            patience=self.attendance.patience,
            require_here=self.token_lane.require_here,
        )

    @cached_property
    def verification(self) -> "VerificationWorker":
        """The process that reads PDFs back; started at its first use."""
        from signing.verification.worker import VerificationWorker

        return VerificationWorker()

    def trust(self) -> "TrustStore":
        """Anchors shipped with the program and those an administrator added."""
        from signing.trust import load_trust

        return load_trust((self.profile.trust,))

    def signing_kit(self, evidence: "ValidationEvidence | None" = None) -> "SigningKit":
        """What a batch signs and checks with; ``evidence`` is what was asked for it already."""
        from app.operations.sign_files import SigningKit
        from signing.verification.report import Level

        services = level_services(self)
        return SigningKit(
            device=self.device,
            verification=self.verification,
            trust=services.trust,
            timestamper=services.timestamper,
            check_revocation=self.settings.trust.check_revocation,
            now=self.now,
            evidence=evidence or services.evidence,
            level=Level(self.settings.trust.wanted_level),
            grace=services.grace,
            audit=AuditLog(self.store),
        )

    # Province

    @cached_property
    def tokens(self) -> "TokenKeeper":
        """Proof of who the officer is; the refresh token lies sealed in the profile."""
        from sync.chosen_province import renew_tokens
        from sync.tokens import TokenKeeper

        return TokenKeeper(
            secrets=SealedFile(self.profile.root / "session", self.key),
            renew=lambda token: renew_tokens(self.settings.province, token),
        )

    def province(self) -> "Province":
        """A line to the province, for one thread. Errors: PROVINCE_NOT_SET, PROVINCE_INSECURE."""
        from sync.chosen_province import open_province

        return open_province(self.settings.province, self.tokens)

    # Delivery

    def start_sync(self, on_state: "Callable[[SyncState], None]" = lambda _: None) -> None:
        """Deliver in the background from now on; ``on_state`` is called on the sync thread."""
        self.stop_sync()
        self._daemon = self.make_daemon(on_state)
        self._daemon.start()

    def make_daemon(self, on_state: "Callable[[SyncState], None]" = lambda _: None) -> "SyncDaemon":
        """What delivers, with a line of its own. Errors: PROVINCE_NOT_SET, PROVINCE_INSECURE."""
        from sync.daemon import SyncDaemon

        return SyncDaemon(
            store=self.store,
            vault=self.vault,
            province=self.province(),
            lines=[self.province() for _ in range(self.settings.province.parallel)],
            free_bytes=lambda: shutil.disk_usage(self.profile.root).free,
            on_state=on_state,
            now=self.now,
            chores=partial(_raise_levels, self),
            ask_again_after=self.settings.province.ask_again_after,
        )

    def wake_sync(self) -> None:
        """There is something to send, or the officer does not want to wait."""
        if self._daemon is not None:
            self._daemon.wake()

    def stop_sync(self) -> None:
        if self._daemon is not None:
            self._daemon.stop(_STOP_SECONDS)
            self._daemon = None

    # The profile

    def change_settings(self, settings: Settings) -> None:
        """Keep ``settings`` and use them from now on. Delivery is to be started again by the
        caller when the province's address changed.
        """
        note_settings(self.store, self.settings, settings)
        save_settings(self.profile.settings_file, settings)
        if self.settings.signs_with != settings.signs_with:
            self.__dict__.pop("device", None)
        if settings.province.system != self.settings.province.system:
            self.stop_sync()
            self.__dict__.pop("tokens", None)
        self.settings = settings

    def close(self) -> None:
        """Stop what runs and let go of the profile. What was under way is taken up next time."""
        self.closing.set()
        self.stop_sync()
        self.backups.stop()
        self.attendance.close()
        self.page_reader.abandon()
        for lane in (
            self.discovery_lane, self.network_scanner_lane, self.scanner_lane, self.token_lane,
            self.files_lane, self.reading_lane,
        ):  # fmt: skip
            lane.close()
        if "verification" in self.__dict__:
            self.verification.close()
        self.audit_seal.move_on_if_possible(self.store)
        self.store.close()
        self._lock.release()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def scanning_lane(counter: Counter, address: str) -> Lane:
    """Where the source at ``address`` is used: a network scanner needs none of the drivers, and
    does not wait while they look for theirs.
    """
    network = address.startswith("escl:")
    return counter.network_scanner_lane if network else counter.scanner_lane


def change_device(counter: Counter, settings: Settings) -> None:
    """As ``change_settings``, and what lies sealed for the device is read anew as well.

    Runs on the token lane, where the device is let go of.
    """
    counter.__dict__.pop("device", None)
    counter.change_settings(settings)


def _raise_levels(counter: Counter, stop: Callable[[], bool]) -> float | None:
    """Raise the papers that are due; seconds until the next one is, None for never.

    Without the device: this is not its thread. The audit log's end is sealed on the way.
    """
    counter.audit_seal.move_on_if_possible(counter.store)
    if _seconds_until_due(counter) == 0:
        from app.operations.raise_files import LevelKit
        from app.operations.raise_levels import Raising, raise_levels

        kit = LevelKit(counter.verification, level_services(counter))
        raising = Raising(counter.store, counter.vault, kit, counter.settings.trust.renew_before)
        raise_levels(raising, stop=stop)
    return _seconds_until_due(counter)


def _seconds_until_due(counter: Counter) -> float | None:
    with counter.store.read() as work:
        wake = work.level_goals.next_wake(renew_before=counter.settings.trust.renew_before)
    return None if wake is None else max(0.0, (wake - counter.now()).total_seconds())


def level_services(counter: Counter) -> "LevelServices":
    """What the network is asked through by ``counter``, for one batch."""
    from app.operations import trust_services

    return trust_services.level_services(counter.settings, trust=counter.trust(), now=counter.now)


def _proxy(counter: Counter) -> Proxy:
    return proxy_of(counter.settings.proxy, counter.proxy_password)
