"""A worker for the Taskflow wire protocol (docs/protocol.md), on pika's blocking connections.

Three kinds of threads, each with its own things:

* the thread that calls Worker.run() consumes requests and owns all state of attempts;
* one Publisher thread owns the publishing connection: a broker in distress blocks publishers, and
  must not block acknowledgements with them;
* task threads run tasks; they hand everything over to the first thread with Worker.post().
"""

import abc
import heapq
import itertools
import json
import logging
import math
import os
import queue
import random
import re
import signal
import socket
import threading
import time
import traceback
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any, Callable, Optional

import pika
from pika.exceptions import AMQPError, NackError, ShortStringTooLong, UnroutableError

LOG = logging.getLogger("taskflow.worker")

PROTOCOL = "1.0"
STARTED_AFTER = 0.25  # seconds; shorter attempts don't say that they have started
PROGRESS_INTERVAL = 0.1  # seconds between two progress messages of an attempt
INTERRUPT_GRACE = 2.0  # seconds that a cancelled task may take to end by itself
ANNOUNCE_EVERY = 5.0  # seconds
POISON_LIMIT = 5  # deliveries after which a request is not run any more
REMEMBERED = 1000  # answers and cancelled attempts that are kept for late messages
MAX_VALUE_BYTES = 256 * 1024
MAX_MESSAGE_BYTES = 1024 * 1024
MAX_TEXT = 16_384  # characters kept of messages and traces
MAX_CAUSES = 16
BACKOFF_FIRST, BACKOFF_MOST = 0.1, 10.0  # seconds

ABSENT = object()  # for values that may be None


# --------------------------------------------------------------------------- what tasks see


class Task(abc.ABC):
    """What a flow asks for by its type. One instance serves all requests, from many threads."""

    type: str
    version = "1.0"

    @abc.abstractmethod
    def execute(self, context: "Context") -> Any:
        """Do the work; return anything that JSON can express. It may be run more than once."""

    def revert(self, context: "Context") -> Any:
        """Undo what execute did, or tidy up after one that failed."""
        return None


class TaskFailure(Exception):
    """Raise it to say more than an ordinary exception can: that trying again is of no use."""

    def __init__(self, message: str, *, retryable: bool = True, code: str = "task-failed"):
        super().__init__(message)
        self.retryable = retryable
        self.code = code


class Context:
    """What a task is told about its attempt, and how it talks back."""

    def __init__(self, request: dict, report: Callable[[float, Any], None]):
        self.arguments: dict = request["arguments"]
        self.flow: str = request["flow"]
        self.flow_name: str = request["flowName"]
        self.task: str = request["task"]
        self.round: int = request["round"]
        self.number: int = request["number"]
        self.trace_parent: Optional[str] = request.get("traceParent")
        # The same for all attempts of a round: an idempotency key for calls to other systems.
        self.execution_key = f"{self.flow}/{self.task}/{request['action']}/{self.round}"
        revert = request.get("revert", {})
        self.result = revert.get("result")
        self.failure: Optional[dict] = revert.get("failure")
        self.flow_failures: dict = revert.get("flowFailures", {})
        self._cancelled = threading.Event()
        self._report = report

    def progress(self, value: float, details: Any = ABSENT) -> None:
        """Tell how far the work has come, from 0.0 to 1.0."""
        value = float(value)
        self._report(0.0 if math.isnan(value) else min(max(value, 0.0), 1.0), details)

    def cancelled(self) -> bool:
        """Whether nobody wants the attempt any more. Threads can't be interrupted: ask often."""
        return self._cancelled.is_set()

    def sleep(self, seconds: float) -> None:
        """Wait, but not for what nobody wants any more: then this raises Cancelled."""
        if self._cancelled.wait(seconds):
            raise Cancelled("the attempt is not wanted any more")


class Cancelled(Exception):
    """Ends a task that was cancelled."""


# --------------------------------------------------------------------------- messages


class Malformed(Exception):
    """A message that can't be understood."""


def encode(message: dict) -> bytes:
    # NaN and infinity are not JSON, although Python would write them.
    return json.dumps(message, allow_nan=False, separators=(",", ":")).encode()


def read(body: bytes) -> dict:
    """The message in a body, which is in a version of the protocol that this code reads."""
    try:
        message = json.loads(body.decode(), object_pairs_hook=_unique, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Malformed(f"not JSON in UTF-8: {type(error).__name__}") from None
    if not isinstance(message, dict):
        raise Malformed("an object was expected")
    version = message.get("protocol")
    if not isinstance(version, str) or version.split(".")[0] != PROTOCOL.split(".")[0]:
        raise Malformed(f"written in protocol {version!r}, this worker reads {PROTOCOL}")
    return message


REQUEST_FIELDS = {
    "flow": str, "task": str, "action": str, "token": str, "flowName": str, "taskType": str,
    "taskVersion": str, "round": int, "number": int, "replyTo": str, "arguments": dict,
    "onWorkerLoss": str,
}  # fmt: skip

FORMS = {
    "flow": re.compile(r"[A-Za-z0-9._-]{1,200}"),
    "token": re.compile(r"[A-Za-z0-9._-]{1,200}"),
    "replyTo": re.compile(r"[A-Za-z0-9._-]{1,200}"),
    "taskVersion": re.compile(r"[0-9]{1,6}\.[0-9]{1,6}"),
}


def read_request(body: bytes) -> dict:
    request = read(body)
    if request.get("kind") != "task-request":
        raise Malformed(f"a task-request was expected, found {request.get('kind')!r}")
    for name, kind in REQUEST_FIELDS.items():
        if not isinstance(request.get(name), kind):
            raise Malformed(f"field '{name}' is missing or not of type {kind.__name__}")
    if request["action"] not in ("execute", "revert"):
        raise Malformed("'action' is neither execute nor revert")
    if request["onWorkerLoss"] not in ("redispatch", "fail"):
        raise Malformed("'onWorkerLoss' is neither redispatch nor fail")
    for name, form in FORMS.items():
        if not form.fullmatch(request[name]):
            raise Malformed(f"field '{name}' must have the form {form.pattern}")
    for name in ("round", "number", "startToCloseMillis"):
        if name in request and not (type(request[name]) is int and request[name] >= 1):
            raise Malformed(f"field '{name}' must be a whole number above 0")
    if "expiresAt" in request:
        time_of(request["expiresAt"])
    revert = request.get("revert")
    if (request["action"] == "revert") != isinstance(revert, dict):
        raise Malformed("exactly the requests for revert carry 'revert'")
    if revert is not None and not isinstance(revert.get("flowFailures", {}), dict):
        raise Malformed("'flowFailures' must be an object")
    return request


def time_of(text: Any) -> datetime:
    """A point in time, from RFC 3339."""
    try:
        time = datetime.fromisoformat(text.replace("Z", "+00:00"))  # before Python 3.11 no Z
    except (AttributeError, ValueError):
        raise Malformed("'expiresAt' is not a time") from None
    if time.tzinfo is None:
        raise Malformed("'expiresAt' has no offset")
    return time


def count_of(value: Any) -> int:
    """A count in a header; whatever else somebody has put there counts as none."""
    return int(value) if re.fullmatch(r"[0-9]{1,6}", str(value)) else 0


def _unique(pairs: list) -> dict:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a name appears twice")
    return members


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def failure(code: str, message: str, *, retryable: bool = True) -> dict:
    """A failure that the worker itself states."""
    return _plain(code, [code.upper().replace("-", "_")], message, retryable)


def failure_of(error: BaseException) -> dict:
    """The failure that an exception stands for, with its causes, nearest first."""
    try:
        return _described(error)
    except Exception as problem:  # its text can't be had: its name still can
        text = f"the error can't be described: {type(problem).__name__}"
        return _plain("task-failed", _type_names(error), text, True)


def _described(error: BaseException) -> dict:
    code = getattr(error, "code", None) if isinstance(error, TaskFailure) else None
    retryable = error.retryable if isinstance(error, TaskFailure) else True
    code = code or "task-failed"
    result = _plain(code, _type_names(error), str(error), retryable)
    result["trace"] = _cut("".join(traceback.format_exception(error)), MAX_TEXT)
    causes, seen, cause = [], {id(error)}, _cause(error)
    while cause is not None and id(cause) not in seen and len(causes) < MAX_CAUSES:
        seen.add(id(cause))
        causes.append(_plain(code, _type_names(cause), _cut(str(cause), MAX_TEXT // 8), retryable))
        cause = _cause(cause)
    if causes:
        result["causes"] = causes
    return result


def _plain(code: str, type_names: list, message: str, retryable: bool) -> dict:
    result = {"code": code, "typeNames": type_names, "message": _cut(message, MAX_TEXT)}
    if not retryable:
        result["retryable"] = False
    return result


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most] + "…"


def _cause(error: BaseException) -> Optional[BaseException]:
    if error.__cause__ is not None or error.__suppress_context__:
        return error.__cause__
    return error.__context__


def _type_names(error: BaseException) -> list:
    """Most specific first. Built-in exceptions go by their plain name."""
    return [
        t.__qualname__ if t.__module__ == "builtins" else f"{t.__module__}.{t.__qualname__}"
        for t in type(error).__mro__
        if t is not object
    ]


# --------------------------------------------------------------------------- publishing


@dataclass
class Outgoing:
    exchange: str
    routing_key: str
    body: bytes
    properties: pika.BasicProperties
    mandatory: bool = True
    keep_trying: bool = True
    then: Callable[[], None] = lambda: None  # when the broker has it; on the publisher's thread
    failures: int = 0


class Publisher(threading.Thread):
    """Publishes one message after the other, each until the broker has confirmed it.

    One that the broker doesn't take is put aside for a while: it must not hold up the others.
    """

    def __init__(self, parameters: pika.ConnectionParameters):
        super().__init__(name="publisher", daemon=True)
        self._parameters = parameters
        self._waiting: "queue.Queue[Optional[Outgoing]]" = queue.Queue()
        self._aside: list = []  # a heap of (when to try again, number, message)
        self._numbers = itertools.count()
        self._connection = None
        self._channel = None

    def publish(self, message: Outgoing) -> None:
        self._waiting.put(message)

    def stop(self) -> None:
        """Ends the thread when everything before has been sent, but for what the broker refuses."""
        self._waiting.put(None)

    def idle(self) -> bool:
        return self._waiting.unfinished_tasks == 0

    def run(self) -> None:
        while True:
            try:
                message = self._next()
            except queue.Empty:
                self._keep_alive()
                continue
            if message is None:
                self._disconnect()
                return
            try:
                done = self._send(message)
            except Exception:  # the thread must go on: nobody else publishes
                LOG.exception("a %s can't be sent at all and is dropped", message.properties.type)
                self._disconnect()
                done = True
            if done:
                self._waiting.task_done()

    def _next(self) -> Optional[Outgoing]:
        wait = self._aside[0][0] - time.monotonic() if self._aside else 1.0
        if wait <= 0:
            return heapq.heappop(self._aside)[2]
        return self._waiting.get(timeout=min(wait, 1.0))

    def _send(self, message: Outgoing) -> bool:
        """Whether it needs no more tries."""
        while True:
            try:
                self._connect()
                # In confirm mode this returns when the broker has the message.
                self._channel.basic_publish(
                    message.exchange,
                    message.routing_key,
                    message.body,
                    message.properties,
                    mandatory=message.mandatory,
                )
                message.then()
                return True
            except (UnroutableError, NackError) as error:
                if message.keep_trying:
                    self._failed(message, f"the broker did not take it ({type(error).__name__})")
                    due = time.monotonic() + backoff(message.failures)
                    heapq.heappush(self._aside, (due, next(self._numbers), message))
                return not message.keep_trying
            except ShortStringTooLong:
                raise
            except (AMQPError, OSError) as error:
                self._disconnect()
                if not message.keep_trying:
                    return True
                self._failed(message, f"no connection ({type(error).__name__})")
            time.sleep(backoff(message.failures))

    @staticmethod
    def _failed(message: Outgoing, reason: str) -> None:
        message.failures += 1
        if message.failures.bit_count() == 1:  # the 1st, 2nd, 4th ...: hours don't fill the log
            LOG.warning("%s not sent: %s; trying on", message.properties.type, reason)

    def _connect(self) -> None:
        if self._channel is None or self._channel.is_closed:
            self._disconnect()
            self._connection = pika.BlockingConnection(self._parameters)
            self._channel = self._connection.channel()
            self._channel.confirm_delivery()

    def _keep_alive(self) -> None:
        try:
            if self._connection is not None:
                self._connection.process_data_events(0)
        except (AMQPError, OSError):
            self._disconnect()

    def _disconnect(self) -> None:
        close_quietly(self._connection)
        self._connection = self._channel = None


def backoff(failures: int) -> float:
    longest = min(BACKOFF_MOST, BACKOFF_FIRST * 2 ** min(failures, 10))
    return longest * random.uniform(0.5, 1.0)


def close_quietly(connection) -> None:
    try:
        if connection is not None and connection.is_open:
            connection.close()
    except (AMQPError, OSError):
        pass  # what is gone can't be closed


# --------------------------------------------------------------------------- consuming


@dataclass
class Delivery:
    """A request in this worker's hand until it is acknowledged or its connection is lost."""

    channel: Any
    tag: int
    topic: str
    properties: pika.BasicProperties
    body: bytes
    prior: int  # how often the request may have been begun before, here or elsewhere

    def ack(self) -> None:
        if self.channel.is_open:  # else the broker has taken the request back already
            self.channel.basic_ack(self.tag)

    def requeue(self) -> None:
        if self.channel.is_open:
            self.channel.basic_nack(self.tag, requeue=True)


@dataclass
class Attempt:
    """A request that runs or waits for a thread."""

    request: dict
    deliveries: list
    context: Context = None
    future: Any = None
    interruption: Optional[dict] = None  # the failure to answer with if the task doesn't return
    sequence: int = 0
    progress: Optional[tuple] = None  # the latest, if it is not sent yet
    progress_sent: bool = False  # within the last interval
    answered: bool = False


@dataclass
class Topology:
    namespace: str = "taskflow"
    queue_type: str = "quorum"
    delivery_limit: int = 20
    exchanges: dict = field(
        default_factory=lambda: {
            "tasks": "direct", "inbox": "direct", "control": "topic", "events": "topic",
            "dead": "topic",
        }  # fmt: skip
    )

    def exchange(self, name: str) -> str:
        return f"{self.namespace}.{name}"

    def tasks_queue(self, topic: str) -> str:
        return f"{self.namespace}.tasks.{topic}"

    def declare(self, channel, topics: list) -> None:
        for name, kind in self.exchanges.items():
            channel.exchange_declare(self.exchange(name), kind, durable=True)
        dead = self.exchange("dead")
        channel.queue_declare(dead, durable=True, arguments={"x-queue-type": self.queue_type})
        channel.queue_bind(dead, dead, "#")
        for topic in topics:
            arguments = {
                "x-queue-type": self.queue_type,
                "x-dead-letter-exchange": dead,
                "x-dead-letter-routing-key": f"tasks.{topic}",
            }
            if self.queue_type == "quorum":
                arguments["x-delivery-limit"] = self.delivery_limit
                arguments["x-dead-letter-strategy"] = "at-least-once"
                arguments["x-overflow"] = "reject-publish"
            channel.queue_declare(self.tasks_queue(topic), durable=True, arguments=arguments)
            channel.queue_bind(self.tasks_queue(topic), self.exchange("tasks"), topic)


class Worker:
    """Runs the tasks of some topics until it is told to stop."""

    def __init__(
        self,
        url: str,
        topics: list,
        tasks: list,
        *,
        slots: int = 4,
        topology: Topology = Topology(),
        drain_timeout: float = 30.0,
    ):
        self.name = f"{socket.gethostname()}.{os.getpid()}.{random.randrange(16**6):06x}"
        self._url = url
        self._topics = topics
        self._tasks = {task.type: task for task in tasks}
        self._slots = slots
        self._topology = topology
        self._drain_timeout = drain_timeout
        self._threads = ThreadPoolExecutor(slots, thread_name_prefix="task")
        self._publisher = Publisher(self._parameters("publish"))
        self._actions: "queue.SimpleQueue[Callable[[], None]]" = queue.SimpleQueue()
        self._timers: list = []
        self._timer_numbers = itertools.count()
        self._connection = None
        self._channel = None
        self._failures = 0
        self._attempts: dict = {}  # by token
        self._answered: OrderedDict = OrderedDict()  # the answers given last, by token
        self._cancelled: OrderedDict = OrderedDict()  # reasons, by token of attempts not seen yet
        self._announcements = 0
        self._started_at = now()
        self._state = "running"
        self._drain_wanted = False
        self._over = False

    # ---- the loop

    def run(self) -> None:
        """Works until SIGTERM, SIGINT or a drain message, and then until all work is confirmed."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: setattr(self, "_drain_wanted", True))
        self._publisher.start()
        self._announce_regularly()
        while not self._over:
            self._turn()
        self._state = "stopped"
        self._announce()
        self._publisher.stop()
        self._publisher.join(INTERRUPT_GRACE)
        self._run_actions()  # the last acknowledgements
        close_quietly(self._connection)  # what was not answered goes back to its queue
        LOG.info("worker %s has stopped", self.name)

    def post(self, action: Callable[[], None]) -> None:
        """Runs an action on the worker's thread, soon. May be called by any thread."""
        self._actions.put(action)
        connection = self._connection
        try:
            if connection is not None:
                connection.add_callback_threadsafe(lambda: None)  # wakes it up
        except AMQPError:
            pass  # it is being mended, and looks at the actions all the time

    def _turn(self) -> None:
        try:
            if self._connection is None:
                self._connect()
            self._connection.process_data_events(time_limit=self._until_next_timer())
            if self._channel.is_closed:
                raise AMQPError("the channel was closed")
        except (AMQPError, OSError) as error:
            self._disconnected(error)
        self._run_actions()
        if self._drain_wanted and self._state == "running":
            self._drain()
        if self._state == "draining" and not self._attempts and self._publisher.idle():
            self._over = True

    def _run_actions(self, wait: float = 0.0) -> None:
        """Runs what was posted and what is due; waits for something to be posted."""
        try:
            if wait > 0:
                self._safely(self._actions.get(timeout=min(wait, self._until_next_timer())))
            while True:
                self._safely(self._actions.get_nowait())
        except queue.Empty:
            pass
        while self._timers and self._timers[0][0] <= time.monotonic():
            self._safely(heapq.heappop(self._timers)[2])

    @staticmethod
    def _safely(action: Callable[[], None]) -> None:
        try:
            action()
        except (AMQPError, OSError) as error:  # the next turn finds the connection broken
            LOG.debug("the connection was lost: %s", error)
        except Exception:
            LOG.exception("an action failed; the worker goes on without it")

    def _after(self, seconds: float, action: Callable[[], None]) -> None:
        at = time.monotonic() + seconds
        heapq.heappush(self._timers, (at, next(self._timer_numbers), action))

    def _until_next_timer(self) -> float:
        soonest = self._timers[0][0] - time.monotonic() if self._timers else 1.0
        return min(max(soonest, 0.0), 1.0)

    # ---- the connection

    def _parameters(self, purpose: str) -> pika.URLParameters:
        parameters = pika.URLParameters(self._url)
        parameters.client_properties = {"connection_name": f"{self.name}/{purpose}"}
        return parameters

    def _connect(self) -> None:
        self._connection = pika.BlockingConnection(self._parameters("consume"))
        channel = self._channel = self._connection.channel()
        # The broker ends a consumption, for instance when the queue is deleted: begin anew.
        channel.add_on_cancel_callback(lambda frame: channel.close())
        self._topology.declare(channel, self._topics)
        self._listen_to_control(channel)
        channel.basic_qos(prefetch_count=self._slots)
        if self._state == "running":
            for topic in self._topics:
                channel.basic_consume(self._topology.tasks_queue(topic), self._taker(topic))
        self._failures = 0
        LOG.info("worker %s takes requests of %s", self.name, ", ".join(self._topics))
        self._announce()

    def _listen_to_control(self, channel) -> None:
        exchange = self._topology.exchange("control")
        name = f"{exchange}.{self.name}"
        channel.queue_declare(
            name, exclusive=True, auto_delete=True, arguments={"x-queue-type": "classic"}
        )
        for key in (f"worker.to.{self.name}", "workers", *(f"topic.{t}" for t in self._topics)):
            channel.queue_bind(name, exchange, key)
        channel.basic_consume(name, self._obey, auto_ack=True)

    def _disconnected(self, error: BaseException) -> None:
        """The broker takes back what is in hand, and delivers it again, here or elsewhere."""
        close_quietly(self._connection)
        self._connection = self._channel = None
        for token, attempt in list(self._attempts.items()):
            attempt.deliveries.clear()
            if attempt.future.cancel():  # it only waited: whoever gets it next runs it
                del self._attempts[token]
        self._failures += 1
        pause = backoff(self._failures)
        LOG.warning("connection lost (%s); next try in %.1f s", type(error).__name__, pause)
        until = time.monotonic() + pause
        while time.monotonic() < until:
            self._run_actions(until - time.monotonic())

    # ---- requests

    def _taker(self, topic: str) -> Callable:
        def take(channel, method, properties, body):
            headers = properties.headers or {}
            prior = count_of(headers.get("x-delivery-count")) or int(method.redelivered)
            prior += count_of(headers.get("taskflow-prior-deliveries"))
            delivery = Delivery(channel, method.delivery_tag, topic, properties, body, prior)
            try:
                self._take(delivery)
            except (AMQPError, OSError):
                raise
            except Exception:  # it counts as a delivery, so that it ends as poison
                LOG.exception("a request of topic %s can't be taken and goes back", topic)
                delivery.requeue()

        return take

    def _take(self, delivery: Delivery) -> None:
        try:
            request = read_request(delivery.body)
        except Malformed as error:
            self._bury(delivery, str(error))
            return
        token = request["token"]
        if token in self._attempts:  # only the connection was lost: the task is still running
            self._attempts[token].deliveries.append(delivery)
        elif token in self._answered:
            self._send_answer(self._answered[token], [delivery])
        elif self._state != "running":
            self._give_back(request, delivery)
        else:
            refusal = self._refusal(request, delivery.prior)
            if refusal is None:
                self._start(Attempt(request, [delivery]))
            else:
                self._answer(request, *refusal, [delivery])

    def _refusal(self, request: dict, prior: int) -> Optional[tuple]:
        """Why a request is not run: what an earlier delivery may have begun comes first."""
        cancelled = self._cancelled.pop(request["token"], None)
        if cancelled is not None:
            return "task-failed", {"failure": failure("cancelled", cancelled)}
        if prior > 0 and request["onWorkerLoss"] == "fail":
            reason = "the worker that had the request was lost, and it is not to be run again"
            return "task-failed", {"failure": failure("worker-lost", reason, retryable=False)}
        if prior >= POISON_LIMIT:
            reason = f"the request came back {prior} times without an answer"
            return "task-failed", {"failure": failure("poison-request", reason, retryable=False)}
        if "expiresAt" in request and datetime.now(timezone.utc) > time_of(request["expiresAt"]):
            reason = f"the request was to be begun until {request['expiresAt']}"
            # What an earlier delivery may have begun is to be undone, so it is not called expired then.
            return "task-failed", {"failure": failure("worker-lost" if prior > 0 else "expired", reason)}
        task = self._tasks.get(request["taskType"])
        if task is None or not serves(task.version, request["taskVersion"]):
            known = ", ".join(f"{t.type} {t.version}" for t in self._tasks.values())
            asked = f"{request['taskType']} {request['taskVersion']}"
            reason = f"this worker can't run {asked}; it knows {known}"
            return "task-rejected", {"code": "unknown-task-type", "reason": reason}
        return None

    def _start(self, attempt: Attempt) -> None:
        request = attempt.request
        self._attempts[request["token"]] = attempt
        attempt.context = Context(
            request, lambda value, details: self.post(lambda: self._report(attempt, value, details))
        )
        attempt.future = self._threads.submit(self._run_task, attempt)

    def _run_task(self, attempt: Attempt) -> None:
        """On a task thread."""
        self.post(lambda: self._begun(attempt))
        task = self._tasks[attempt.request["taskType"]]
        try:
            value = getattr(task, attempt.request["action"])(attempt.context)
            kind, fields = outcome_of(value)
        except BaseException as error:  # whatever it is, there is an answer
            kind, fields = "task-failed", {"failure": failure_of(error)}
        self.post(lambda: self._ended(attempt, kind, fields))

    def _begun(self, attempt: Attempt) -> None:
        self._after(STARTED_AFTER, lambda: self._send_started(attempt))
        limit = attempt.request.get("startToCloseMillis")
        if limit is not None:
            reason = failure("timed-out", f"ran longer than its limit of {limit} ms")
            self._after(limit / 1000, lambda: self._interrupt(attempt, reason))

    def _send_started(self, attempt: Attempt) -> None:
        if not attempt.answered:
            self._publish_once(attempt, "task-started", {})

    def _report(self, attempt: Attempt, value: float, details: Any) -> None:
        attempt.progress = (value, details)
        if not attempt.progress_sent:
            self._send_progress(attempt)

    def _send_progress(self, attempt: Attempt) -> None:
        attempt.progress_sent = attempt.progress is not None
        if attempt.progress is None or attempt.answered:
            return
        (value, details), attempt.progress = attempt.progress, None
        attempt.sequence += 1
        fields = {"sequence": attempt.sequence, "progress": value}
        if details is not ABSENT and outcome_of(details)[0] == "task-succeeded":
            fields["details"] = details
        self._publish_once(attempt, "task-progressed", fields, f"/{attempt.sequence}")
        self._after(PROGRESS_INTERVAL, lambda: self._send_progress(attempt))

    def _interrupt(self, attempt: Attempt, reason: dict) -> None:
        """Asks the task to end, and answers for it if it doesn't."""
        if attempt.answered or attempt.interruption is not None:
            return
        attempt.interruption = reason
        attempt.context._cancelled.set()
        fields = {"failure": reason}
        self._after(INTERRUPT_GRACE, lambda: self._ended(attempt, "task-failed", fields))

    def _ended(self, attempt: Attempt, kind: str, fields: dict) -> None:
        if attempt.answered:
            return
        reason = attempt.interruption
        # A result counts although the attempt was cancelled: its revert will need it. One that
        # comes after the time was up doesn't: the limit is a promise.
        if reason is not None and (kind == "task-failed" or reason["code"] == "timed-out"):
            kind, fields = "task-failed", {"failure": reason}
        self._send_progress(attempt)
        attempt.answered = True
        del self._attempts[attempt.request["token"]]
        self._answer(attempt.request, kind, fields, attempt.deliveries)

    def _give_back(self, request: dict, delivery: Delivery) -> None:
        """Requeueing counts as a delivery: where that matters, the request is published anew."""
        if request["onWorkerLoss"] != "fail" and delivery.prior == 0:
            delivery.requeue()
            return
        properties = delivery.properties
        properties.headers = {"taskflow-prior-deliveries": delivery.prior}
        self._publisher.publish(
            Outgoing(
                self._topology.exchange("tasks"),
                delivery.topic,
                delivery.body,
                properties,
                then=lambda: self.post(delivery.ack),
            )
        )

    def _bury(self, delivery: Delivery, reason: str) -> None:
        LOG.warning("a message of topic %s can't be read: %s", delivery.topic, reason)
        properties = delivery.properties
        properties.headers = {"taskflow-reason": reason[:1000], "taskflow-worker": self.name}
        properties.delivery_mode = 2
        self._publisher.publish(
            Outgoing(
                self._topology.exchange("dead"),
                f"tasks.{delivery.topic}",
                delivery.body,
                properties,
                then=lambda: self.post(delivery.ack),
            )
        )

    # ---- answers

    def _answer(self, request: dict, kind: str, fields: dict, deliveries: list) -> None:
        body = self._reply(request, kind, fields)
        if len(body) > MAX_MESSAGE_BYTES:
            reason = failure("too-large", f"the answer has {len(body)} bytes", retryable=False)
            kind, body = "task-failed", self._reply(request, "task-failed", {"failure": reason})
        message = Outgoing(
            self._topology.exchange("inbox"),
            request["replyTo"],
            body,
            properties_of(request, kind, ""),
        )
        remember(self._answered, request["token"], message)
        self._send_answer(message, deliveries)

    def _send_answer(self, answer: Outgoing, deliveries: list) -> None:
        """The request is acknowledged when the broker has its answer, not before."""
        acknowledge = lambda: [delivery.ack() for delivery in deliveries]
        copy = Outgoing(answer.exchange, answer.routing_key, answer.body, answer.properties)
        copy.then = lambda: self.post(acknowledge)
        self._publisher.publish(copy)

    def _publish_once(self, attempt: Attempt, kind: str, fields: dict, suffix: str = "") -> None:
        self._publisher.publish(
            Outgoing(
                self._topology.exchange("inbox"),
                attempt.request["replyTo"],
                self._reply(attempt.request, kind, fields),
                properties_of(attempt.request, kind, suffix),
                keep_trying=False,
            )
        )

    def _reply(self, request: dict, kind: str, fields: dict) -> bytes:
        attempt = {name: request[name] for name in ("flow", "task", "action", "token")}
        head = {"kind": kind, "protocol": PROTOCOL}
        return encode({**head, **attempt, "worker": self.name, "at": now(), **fields})

    # ---- control

    def _obey(self, channel, method, properties, body: bytes) -> None:
        try:
            message = read(body)
            kind = message.get("kind")
            if kind == "cancel-attempt":
                if not isinstance(message["token"], str):
                    raise Malformed("a token is a text")
                self._cancel(message["token"], f"cancelled: {message['reason']}")
            elif kind == "who-is-there":
                self._announce()
            elif kind == "drain-worker" and message["worker"] == self.name:
                self._drain_wanted = True
        except (Malformed, KeyError) as error:
            LOG.warning("a control message can't be read and is ignored: %s", error)

    def _cancel(self, token: str, reason: str) -> None:
        attempt = self._attempts.get(token)
        if attempt is None:
            if token not in self._answered:
                remember(self._cancelled, token, reason)
        elif attempt.future.cancel():  # it only waited
            fields = {"failure": failure("cancelled", reason)}
            self._ended(attempt, "task-failed", fields)
        else:
            self._interrupt(attempt, failure("cancelled", reason))

    def _announce_regularly(self) -> None:
        if self._connection is not None:
            self._announce()
        self._after(ANNOUNCE_EVERY, self._announce_regularly)

    def _announce(self) -> None:
        self._announcements += 1
        announcement = {
            "kind": "worker-announcement",
            "protocol": PROTOCOL,
            "worker": self.name,
            "host": socket.gethostname(),
            "topics": self._topics,
            "taskTypes": [{"name": t.type, "version": t.version} for t in self._tasks.values()],
            "slots": self._slots,
            "busy": min(len(self._attempts), self._slots),
            "state": self._state,
            "startedAt": self._started_at,
            "at": now(),
            "intervalMillis": int(ANNOUNCE_EVERY * 1000),
        }
        properties = pika.BasicProperties(
            content_type="application/json",
            type="worker-announcement",
            message_id=f"{self.name}/{self._announcements}",
        )
        self._publisher.publish(
            Outgoing(
                self._topology.exchange("control"),
                "worker.announcement",
                encode(announcement),
                properties,
                mandatory=False,
                keep_trying=False,
            )
        )

    def _drain(self) -> None:
        """Takes nothing new, gives back what waits, and lets finish what runs."""
        LOG.info("worker %s drains; %d tasks are in hand", self.name, len(self._attempts))
        self._state = "draining"
        self._announce()
        try:
            if self._channel is not None:
                for tag in list(self._channel.consumer_tags):
                    self._channel.basic_cancel(tag)
        except AMQPError:
            pass  # a lost connection takes nothing new either
        for token, attempt in list(self._attempts.items()):
            if attempt.future.cancel():
                del self._attempts[token]
                for delivery in attempt.deliveries:
                    self._give_back(attempt.request, delivery)
        self._after(self._drain_timeout, self._drain_is_over)

    def _drain_is_over(self) -> None:
        """What still runs is asked to end; if it does nothing, its request goes back."""
        for attempt in self._attempts.values():
            attempt.deliveries.clear()
            attempt.context._cancelled.set()
        self._after(INTERRUPT_GRACE, lambda: setattr(self, "_over", True))


def outcome_of(value: Any) -> tuple:
    """The answer for what a task returned: it must be JSON, and not too large."""
    try:
        size = len(json.dumps(value, allow_nan=False, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))
    except (TypeError, ValueError, RecursionError) as error:
        problem = f"the result is not JSON: {error}"
        return "task-failed", {"failure": failure("result-not-json", problem, retryable=False)}
    if size > MAX_VALUE_BYTES:
        problem = f"the result has {size} bytes, at most {MAX_VALUE_BYTES} are allowed"
        return "task-failed", {"failure": failure("too-large", problem, retryable=False)}
    return "task-succeeded", {"result": value}


def properties_of(request: dict, kind: str, suffix: str) -> pika.BasicProperties:
    return pika.BasicProperties(
        content_type="application/json",
        type=kind,
        message_id=f"{request['token']}/{kind}{suffix}",
        correlation_id=request["flow"],
        delivery_mode=2,
    )


def serves(offered: str, requested: str) -> bool:
    """Whether a task of one version can run requests for the other: same major, not older."""
    (major, minor), (wanted_major, wanted_minor) = (
        map(int, version.split(".")) for version in (offered, requested)
    )
    return major == wanted_major and minor >= wanted_minor


def remember(memory: OrderedDict, token: str, value: Any) -> None:
    memory[token] = value
    while len(memory) > REMEMBERED:
        memory.popitem(last=False)
