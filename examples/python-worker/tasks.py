"""Sample tasks, and a program that runs them:

    python3 tasks.py [--url amqp://guest:guest@localhost:5672/] [--namespace taskflow] [--topic python]
"""

import argparse
import logging
import os

from worker import Context, Task, TaskFailure, Topology, Worker


class CountWords(Task):
    """Counts the words of a text; there is nothing to undo."""

    type = "text.count-words"

    def execute(self, context: Context):
        words = context.arguments["text"].split()
        return {"words": len(words), "longest": max(words, key=len, default="")}


class WriteNote(Task):
    """Writes a file, and removes it when the flow is reverted.

    The file appears by a rename, so that running it twice does the same as once.
    """

    type = "note.write"

    def execute(self, context: Context):
        path = os.path.join(context.arguments["directory"], context.task + ".note")
        with open(path + ".new", "w", encoding="utf-8") as note:
            note.write(context.arguments["text"])
        os.replace(path + ".new", path)
        return path

    def revert(self, context: Context):
        # The result is missing if execute failed: then the path has to be worked out again.
        path = context.result or os.path.join(context.arguments["directory"], context.task + ".note")
        for name in (path, path + ".new"):
            if os.path.exists(name):
                os.remove(name)


class CountDown(Task):
    """Takes a while, tells how far it is, and stops when nobody wants it any more."""

    type = "demo.count-down"

    def execute(self, context: Context):
        steps = context.arguments["steps"]
        for step in range(steps):
            context.progress(step / steps, {"left": steps - step})
            context.sleep(0.1)
        return steps


class Refuse(Task):
    """Fails, and says that trying again is of no use."""

    type = "demo.refuse"

    def execute(self, context: Context):
        try:
            raise ValueError("the paper is out")
        except ValueError as cause:
            raise TaskFailure("can't print", retryable=False) from cause


TASKS = [CountWords(), WriteNote(), CountDown(), Refuse()]


def main() -> None:
    arguments = argparse.ArgumentParser(description="A worker with sample tasks")
    arguments.add_argument("--url", default="amqp://guest:guest@localhost:5672/")
    arguments.add_argument("--namespace", default="taskflow")
    arguments.add_argument("--topic", default="python")
    arguments.add_argument("--slots", type=int, default=4)
    given = arguments.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("pika").setLevel(logging.WARNING)
    topology = Topology(namespace=given.namespace)
    Worker(given.url, [given.topic], TASKS, slots=given.slots, topology=topology).run()
    logging.shutdown()
    # A task that doesn't ask whether it is still wanted must not keep the process: its request has
    # gone back, and somebody else runs it.
    os._exit(0)


if __name__ == "__main__":
    main()
