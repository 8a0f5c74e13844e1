package io.taskflow.protocol.json;

/** One member of an object on the wire: its name and what its value looks like. */
record Key<V>(String name, Type<V> type) {}
