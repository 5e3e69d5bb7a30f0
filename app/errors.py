"""Every situation the program can report, as a code with facts and no sentence.

Foreign errors are translated at the border of each package (``signing/token_errors.py``,
``sync/http_errors.py``, ``app/scanning/scanner_errors.py``) into an :class:`AppError`.
``ui/messages`` holds the Vietnamese heading, sentence and next step of each code, for the
window and the command line alike.
"""

import re
from enum import StrEnum

_TOLD = frozenset(
    {
        "algorithm", "calendar", "call", "dossier", "error", "field", "kind", "language", "level",
        "loss", "missing", "module", "problem", "profile", "program", "reason", "reference",
        "sha256", "since", "state", "until", "vendor_code", "verdict", "version",
    }
)  # fmt: skip
"""Facts whose text may be written down: words of the program, codes and moments."""
_WORD = re.compile(r"[A-Za-z0-9][\w.:+-]*", re.ASCII)


class Code(StrEnum):
    """One member a situation; the value is what ``--json`` prints."""

    # Files
    FILE_MISSING = "file_missing"
    FILE_EMPTY = "file_empty"
    FILE_TOO_LARGE = "file_too_large"
    FILE_UNREADABLE = "file_unreadable"
    FILE_KIND_UNKNOWN = "file_kind_unknown"
    NOT_A_PDF = "not_a_pdf"
    PDF_ONLY = "pdf_only"
    FILE_LISTED_ALREADY = "file_listed_already"
    FILE_CHANGED = "file_changed"
    PDF_ENCRYPTED = "pdf_encrypted"
    PDF_DAMAGED = "pdf_damaged"
    PDF_SIGNED = "pdf_signed"
    IMAGE_UNREADABLE = "image_unreadable"
    TEXT_MODELS_ABSENT = "text_models_absent"
    TEXT_UNREADABLE = "text_unreadable"
    # Token, certificate, signature
    TOKEN_DRIVER_ABSENT = "token_driver_absent"
    TOKEN_DRIVER_FAILED = "token_driver_failed"
    TOKEN_DRIVER_OUTDATED = "token_driver_outdated"
    TOKEN_ABSENT = "token_absent"
    TOKEN_AMBIGUOUS = "token_ambiguous"
    TOKEN_REMOVED = "token_removed"
    TOKEN_EXCHANGED = "token_exchanged"
    TOKEN_BUSY = "token_busy"
    TOKEN_ALREADY_OPEN = "token_already_open"
    TOKEN_OPEN_AS_ADMINISTRATOR = "token_open_as_administrator"
    TOKEN_LOGGED_OUT = "token_logged_out"
    TOKEN_REFUSED = "token_refused"
    TOKEN_MEMORY_FULL = "token_memory_full"
    TOKEN_VENDOR_ERROR = "token_vendor_error"
    TOKEN_FAILED = "token_failed"
    DEVICE_FILE_NOT_SET = "device_file_not_set"
    CERTIFICATE_FILE_UNUSABLE = "certificate_file_unusable"
    PIN_REQUIRED = "pin_required"
    PIN_INCORRECT = "pin_incorrect"
    PIN_MALFORMED = "pin_malformed"
    PIN_LOCKED = "pin_locked"
    PIN_EXPIRED = "pin_expired"
    PIN_NOT_SET = "pin_not_set"
    CERTIFICATE_ABSENT = "certificate_absent"
    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_NOT_YET_VALID = "certificate_not_yet_valid"
    CERTIFICATE_REVOKED = "certificate_revoked"
    CERTIFICATE_UNTRUSTED = "certificate_untrusted"
    CERTIFICATE_WRONG_PURPOSE = "certificate_wrong_purpose"
    CERTIFICATE_OF_ANOTHER_OFFICER = "certificate_of_another_officer"
    CERTIFICATE_NOT_BOUND = "certificate_not_bound"
    REVOCATION_UNKNOWN = "revocation_unknown"
    PAGE_ABSENT = "page_absent"
    PLACEMENT_OUTSIDE_PAGE = "placement_outside_page"
    TEMPLATE_UNFIT = "template_unfit"
    BLANK_PLACE_ABSENT = "blank_place_absent"
    SIGNER_PLACE_ABSENT = "signer_place_absent"
    LEADER_SIGNATURE_ABSENT = "leader_signature_absent"
    STAMP_INCOMPLETE = "stamp_incomplete"
    STAMP_PICTURE_UNFIT = "stamp_picture_unfit"
    NUMBER_TAKEN = "number_taken"
    NUMBER_UNKNOWN = "number_unknown"
    NUMBER_STANDS = "number_stands"
    NUMBER_NOT_SHOWN = "number_not_shown"
    COPY_OF_ELECTRONIC_ORIGINAL = "copy_of_electronic_original"
    SIGNING_FORBIDDEN_BY_FILE = "signing_forbidden_by_file"
    SIGNING_STOPPED = "signing_stopped"
    SIGNATURE_NOT_CONFIRMED = "signature_not_confirmed"
    TIMESTAMP_UNREACHABLE = "timestamp_unreachable"
    TIMESTAMP_INVALID = "timestamp_invalid"
    TIMESTAMP_NOT_SET = "timestamp_not_set"
    CLOCK_WRONG = "clock_wrong"
    CLOCK_DOUBTED = "clock_doubted"
    LEVEL_NOT_REACHED = "level_not_reached"
    TIMESTAMP_NOT_NEWER = "timestamp_not_newer"
    NOT_ARCHIVED = "not_archived"
    ARCHIVE_LAPSED = "archive_lapsed"
    REVOCATION_TOO_OLD = "revocation_too_old"
    # Remote signing (domain §8.2, §8.3)
    REMOTE_NOT_SET = "remote_not_set"
    REMOTE_INSECURE = "remote_insecure"
    REMOTE_UNREACHABLE = "remote_unreachable"
    REMOTE_ANSWER_LOST = "remote_answer_lost"
    REMOTE_FAILED = "remote_failed"
    REMOTE_ANSWER_UNREADABLE = "remote_answer_unreadable"
    REMOTE_SIGN_IN_FAILED = "remote_sign_in_failed"
    REMOTE_CLIENT_UNKNOWN = "remote_client_unknown"
    REMOTE_CLIENT_SECRET_WRONG = "remote_client_secret_wrong"
    REMOTE_CLIENT_CERTIFICATE_REVOKED = "remote_client_certificate_revoked"
    REMOTE_USER_UNKNOWN = "remote_user_unknown"
    REMOTE_PASSWORD_WRONG = "remote_password_wrong"
    REMOTE_CONFIRMATION_PENDING = "remote_confirmation_pending"
    REMOTE_CONFIRMATION_EXPIRED = "remote_confirmation_expired"
    REMOTE_CONFIRMATION_REFUSED = "remote_confirmation_refused"
    REMOTE_SIGNING_FAILED = "remote_signing_failed"
    REMOTE_INTERNAL_ERROR = "remote_internal_error"
    REMOTE_QUOTA_USED_UP = "remote_quota_used_up"
    REMOTE_CERTIFICATE_UNUSABLE = "remote_certificate_unusable"
    REMOTE_REFUSED = "remote_refused"
    REMOTE_UNSUPPORTED = "remote_unsupported"
    AUTHORITY_FILE_UNUSABLE = "authority_file_unusable"
    AUTHORITY_FALSE = "authority_false"
    AUTHORITY_UNKNOWN = "authority_unknown"
    # Scanner
    SCANNER_ABSENT = "scanner_absent"
    SCANNER_BUSY = "scanner_busy"
    SCANNER_JAMMED = "scanner_jammed"
    SCANNER_COVER_OPEN = "scanner_cover_open"
    SCANNER_NO_PAPER = "scanner_no_paper"
    SCANNER_GONE = "scanner_gone"
    SCANNER_UNSUPPORTED = "scanner_unsupported"
    SCANNER_NO_DUPLEX = "scanner_no_duplex"
    SIDES_UNEQUAL = "sides_unequal"
    SCANNER_ANSWER_UNREADABLE = "scanner_answer_unreadable"
    WATCHED_FOLDER_ABSENT = "watched_folder_absent"
    NOTHING_SCANNED = "nothing_scanned"
    SCAN_CHANGED = "scan_changed"
    # Province
    PROVINCE_NOT_SET = "province_not_set"
    PROXY_UNREACHABLE = "proxy_unreachable"
    PROXY_REFUSED = "proxy_refused"
    PROVINCE_UNREACHABLE = "province_unreachable"
    PROVINCE_ANSWER_LOST = "province_answer_lost"
    PROVINCE_INSECURE = "province_insecure"
    PROVINCE_BUSY = "province_busy"
    PROVINCE_FAILED = "province_failed"
    PROVINCE_UPLOADS_FULL = "province_uploads_full"
    PROVINCE_REFUSED = "province_refused"
    PROVINCE_CONFLICT = "province_conflict"
    PROVINCE_FORBIDDEN = "province_forbidden"
    PROVINCE_ANSWER_UNREADABLE = "province_answer_unreadable"
    RECEIPT_MISMATCH = "receipt_mismatch"
    PROVINCE_UNSUPPORTED = "province_unsupported"
    PACKAGE_EMPTY = "package_empty"
    PACKAGE_TOO_LARGE = "package_too_large"
    PACKAGE_UNREADABLE = "package_unreadable"
    PACKAGE_NEWER = "package_newer"
    PACKAGE_RECEIPT_UNREADABLE = "package_receipt_unreadable"
    PACKAGE_RECEIPT_FOREIGN = "package_receipt_foreign"
    SIGN_IN_REQUIRED = "sign_in_required"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_IN_UNSUPPORTED = "sign_in_unsupported"
    SIGN_IN_OTHER_UNIT = "sign_in_other_unit"
    UNLOCK_PASSWORD_ABSENT = "unlock_password_absent"
    UNLOCK_PASSWORD_SHORT = "unlock_password_short"
    UNLOCK_PASSWORD_WRONG = "unlock_password_wrong"
    UNLOCK_TOO_SOON = "unlock_too_soon"
    # This machine
    DISK_FULL = "disk_full"
    DISK_FAILED = "disk_failed"
    PORT_TAKEN = "port_taken"
    WRONG_USAGE = "wrong_usage"
    DISPLAY_ABSENT = "display_absent"
    PROFILE_IN_USE = "profile_in_use"
    PROFILE_UNWRITABLE = "profile_unwritable"
    PLACE_UNUSABLE = "place_unusable"
    FOLDER_READ_ONLY = "folder_read_only"
    FILE_EXISTS = "file_exists"
    DATABASE_DAMAGED = "database_damaged"
    DATABASE_NEWER = "database_newer"
    VAULT_FILE_DAMAGED = "vault_file_damaged"
    SETTINGS_UNREADABLE = "settings_unreadable"
    # The key of the data (docs/decisions/017)
    SEALED_FILE_DAMAGED = "sealed_file_damaged"
    KEY_UNKNOWN = "key_unknown"
    KEY_LOST = "key_lost"
    KEYS_DAMAGED = "keys_damaged"
    KEYRING_FAILED = "keyring_failed"
    PASSPHRASE_NOT_SET = "passphrase_not_set"
    PASSPHRASE_REQUIRED = "passphrase_required"
    PASSPHRASE_SHORT = "passphrase_short"
    PASSPHRASE_WRONG = "passphrase_wrong"
    PASSPHRASE_UNUSED = "passphrase_unused"
    RECOVERY_CODE_MALFORMED = "recovery_code_malformed"
    RECOVERY_CODE_WRONG = "recovery_code_wrong"
    BACKUP_ABSENT = "backup_absent"
    BACKUP_DAMAGED = "backup_damaged"
    BACKUP_FOREIGN = "backup_foreign"
    RESTORE_UNFINISHED = "restore_unfinished"
    # Dossiers
    DOSSIER_UNKNOWN = "dossier_unknown"
    DOSSIER_ALREADY_SUBMITTED = "dossier_already_submitted"
    APPLICANT_INCOMPLETE = "applicant_incomplete"
    IDENTITY_NUMBER_INVALID = "identity_number_invalid"
    CARD_UNREADABLE = "card_unreadable"
    COMPONENT_MISSING = "component_missing"
    COMPONENT_UNKNOWN = "component_unknown"
    PAPER_UNKNOWN = "paper_unknown"
    PAPER_NOT_SIGNED = "paper_not_signed"
    PAPER_ALREADY_SIGNED = "paper_already_signed"
    PROCEDURE_UNKNOWN = "procedure_unknown"
    ACT_NOT_ALLOWED = "act_not_allowed"
    ACT_INCOMPLETE = "act_incomplete"
    ACT_FILE_UNVERIFIED = "act_file_unverified"
    RESULT_SIGNATURE_MISSING = "result_signature_missing"
    QUEUE_ITEM_UNKNOWN = "queue_item_unknown"
    QUEUE_ITEM_DONE = "queue_item_done"
    QUEUE_ITEM_UNCONFIRMED = "queue_item_unconfirmed"
    QUEUE_ITEM_NOT_ASKED = "queue_item_not_asked"
    UNEXPECTED = "unexpected"


class AppError(Exception):
    """A situation with a code and the facts its sentence needs.

    ``facts`` are JSON values. Never put a PIN, a password or a full citizen number in them:
    they are shown and printed. Logs have the text of the error, which leaves out names, titles
    and paths.
    """

    def __init__(self, code: Code, **facts: str | int | float | bool | None) -> None:
        super().__init__(code.value)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        told = {name: value for name, value in self.facts.items() if _is_told(name, value)}
        if not told:
            return self.code.value
        listed = ", ".join(f"{name}={value!r}" for name, value in told.items())
        return f"{self.code.value} ({listed})"


def _is_told(name: str, value: object) -> bool:
    if not isinstance(value, str):
        return True
    # A reason is a code, or a sentence of the province about a citizen.
    plain = value.islower() if name == "reason" else True
    return name in _TOLD and plain and _WORD.fullmatch(value) is not None


class Cancelled(Exception):
    """The officer stopped the work; nothing is said about it."""
