"""Objects of one S3-compatible bucket: put, read, listed, removed."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

import urllib3
from minio import Minio
from minio.credentials.providers import AWSConfigProvider, ChainedProvider, EnvAWSProvider
from minio.error import MinioException, S3Error

from sync.reference_province.storage.port import StorageAwayError

CONNECT_SECONDS, READ_SECONDS = 5.0, 60.0
CONNECTIONS = 50
AMAZON = "https://s3.amazonaws.com"
_ABSENT = ("NoSuchKey", "NoSuchObject", "NotFound")


class S3Objects:
    """All methods raise StorageAwayError when the storage gives no useful answer."""

    def __init__(self, url: str) -> None:
        """``s3://bucket/prefix?endpoint=http://host:9000&region=…``; for Amazon no endpoint.

        Raises ValueError for a URL that names no bucket.
        """
        parts = urlsplit(url)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        endpoint = urlsplit(asked.get("endpoint", AMAZON))
        if not parts.hostname or not endpoint.netloc:
            raise ValueError("a bucket is named s3://bucket/prefix?endpoint=https://host")
        self._bucket = parts.hostname
        prefix = parts.path.strip("/")
        self.prefix = f"{prefix}/" if prefix else ""
        self._client = Minio(
            endpoint=endpoint.netloc,
            secure=endpoint.scheme == "https",
            region=asked.get("region", "us-east-1"),
            credentials=ChainedProvider([EnvAWSProvider(), AWSConfigProvider()]),
            http_client=urllib3.PoolManager(
                timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
                maxsize=CONNECTIONS,
                retries=urllib3.Retry(total=2, backoff_factor=0.2, status_forcelist=[502, 503]),
            ),
        )

    def bucket_exists(self) -> bool:
        with _errors():
            return bool(self._client.bucket_exists(bucket_name=self._bucket))

    def sizes_below(self, prefix: str) -> dict[str, int]:
        """Keys and their sizes in bytes."""
        with _errors():
            listed = self._client.list_objects(
                bucket_name=self._bucket, prefix=prefix, recursive=True
            )
            return {each.object_name: each.size or 0 for each in listed if each.object_name}

    def size(self, key: str) -> int | None:
        """None when there is no such object."""
        try:
            with _errors():
                return self._client.stat_object(bucket_name=self._bucket, object_name=key).size
        except FileNotFoundError:
            return None

    def put(self, key: str, content: bytes) -> None:
        with _errors():
            self._client.put_object(
                bucket_name=self._bucket,
                object_name=key,
                data=io.BytesIO(content),
                length=len(content),
            )

    def get(self, key: str, start: int = 0, length: int = 0) -> bytes:
        """``length`` 0 for all. Raises FileNotFoundError."""
        with _errors():
            answer = self._client.get_object(
                bucket_name=self._bucket, object_name=key, offset=start, length=length
            )
            try:
                return bytes(answer.read())
            finally:
                answer.close()
                answer.release_conn()

    def remove(self, key: str) -> None:
        """Harmless when there is no such object."""
        with _errors():
            self._client.remove_object(bucket_name=self._bucket, object_name=key)


@contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except S3Error as error:
        if error.code in _ABSENT:
            raise FileNotFoundError(error.code) from error
        raise StorageAwayError(error.code) from error
    except (MinioException, urllib3.exceptions.HTTPError, OSError) as error:
        raise StorageAwayError(type(error).__name__) from error
