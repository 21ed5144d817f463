using McpRedis.Faults;

namespace McpRedis.Redis;

// Error replies as servers send them, without the leading '-':
//
//   WRONGTYPE Operation against a key holding the wrong kind of value
//   NOPERM User app has no permissions to run the 'config|get' command
//   NOPERM this user has no permissions to access one of the keys used as arguments
//   ERR unknown command 'JSON.GET', with args beginning with: 'cart:7' '$'
//   MOVED 3999 10.0.0.7:6381
//
// The first word is a code of the server where it is upper case; ERR says nothing and the text decides. Everything
// after that may hold keys, values and addresses: it is matched and never passed on.

/// <summary>How an error reply begins, and what it means to us. <c>{0}</c> is the command, <c>{1}</c> the type it works on.</summary>
internal sealed record ErrorText(string Prefix, ErrorCode Code, string Message, string Hint = "", bool Retryable = false)
{
    private const string FixArguments = "Mend the argument and call again.";
    private const string WaitAndRepeat = "Nothing was done. Wait a moment and call again.";

    /// <summary>In order: the first prefix that fits decides, so a longer one stands before a shorter.</summary>
    public static readonly IReadOnlyList<ErrorText> All =
    [
        // Codes of the server.
        new("WRONGTYPE", ErrorCode.WrongType, "The key holds another type than {1}.", "Ask redis_key_info for its type and use the tool of that type."),
        new("READONLY", ErrorCode.RedisReadonlyReplica, "The server is a read-only replica and takes no writes.", "Use a connection to the master; redis_server_info tells the role."),
        new("OOM", ErrorCode.RedisOom, "Redis has reached maxmemory and may evict nothing, so it refuses {0}.", "Free memory by deleting or expiring keys, or have the operator raise maxmemory or set maxmemory-policy; redis_server_info shows the figures."),
        new("MISCONF", ErrorCode.RedisMisconf, "Redis refuses writes because its last save to disk failed.", "The operator must free disk space or mend permissions; redis_server_info shows the state of persistence."),
        new("NOREPLICAS", ErrorCode.RedisMisconf, "Redis refuses writes because too few replicas are in good state (min-replicas-to-write).", "redis_server_info shows the replicas; call again when they are back.", true),
        new("LOADING", ErrorCode.RedisLoading, "Redis is still loading its data set.", WaitAndRepeat, true),
        new("BUSYKEY", ErrorCode.Conflict, "The target key exists already.", "Choose another key, or say that it may be replaced."),
        new("BUSYGROUP", ErrorCode.Conflict, "The consumer group exists already.", "Use it as it is, or choose another name."),
        new("BUSY", ErrorCode.RedisBusyScript, "A script or function occupies the server.", "Nothing was done. Wait and call again; if it does not end, the operator can stop it with SCRIPT KILL or FUNCTION KILL.", true),
        new("UNKILLABLE", ErrorCode.RedisBusyScript, "The running script has written already and cannot be stopped.", "Wait for its end; only a shutdown without saving would stop it."),
        new("NOTBUSY", ErrorCode.Conflict, "No script or function is running."),
        new("NOAUTH", ErrorCode.AuthFailed, "Redis asks for a password and none was accepted.", "The operator must put user and password in the connection's URL (REDIS_URL)."),
        new("WRONGPASS", ErrorCode.AuthFailed, "Redis refuses the user name or password, or the user is switched off.", "The operator must mend user and password in the connection's URL (REDIS_URL)."),
        new("DENIED", ErrorCode.AuthFailed, "Redis is in protected mode: it has no password and refuses connections from other machines.", "The operator must give Redis a password and put it in the connection's URL."),
        new("CROSSSLOT", ErrorCode.CrossSlot, "The keys belong to different slots of the cluster.", "Call once for each key, or use keys that share a {hash tag}."),
        new("CLUSTERDOWN", ErrorCode.ClusterDown, "The cluster cannot serve this slot now.", "Nothing was done. redis_server_info shows which part is missing; call again when it is back.", true),
        new("TRYAGAIN", ErrorCode.ClusterDown, "The keys' slot is being moved between nodes and they are not all in one place.", WaitAndRepeat, true),
        new("MOVED", ErrorCode.ClusterDown, "The key lives on another node of the cluster, and the node asked does not pass the call on.", "Nothing was done. Call again; if it stays so, the operator should write the connection as redis+cluster://.", true),
        new("ASK", ErrorCode.ClusterDown, "The key is being moved to another node of the cluster.", WaitAndRepeat, true),
        new("REDIRECT", ErrorCode.RedisReadonlyReplica, "The server is a replica and sends clients to its primary.", "Call again; the connection follows the primary.", true),
        new("MASTERDOWN", ErrorCode.RedisUnavailable, "The replica has lost its master and does not serve stale data.", "Nothing was done. Call again later, or use a connection to the master.", true),
        new("NOMASTERLINK", ErrorCode.RedisUnavailable, "The replica is not connected to its master.", WaitAndRepeat, true),
        new("EXECABORT", ErrorCode.Conflict, "The transaction was given up because one of its commands was refused. None of them ran.", "The server did not say why: redis_server_info shows memory and role, the operator finds missing rights in ACL LOG."),
        new("ERR Script killed by user", ErrorCode.Timeout, "The script was stopped while it ran. It had written nothing.", "Let it do less in one run."),
        new("NOSCRIPT", ErrorCode.InvalidArgument, "Redis does not have this script.", "Load it first, or send its text."),
        new("NOGROUP", ErrorCode.KeyNotFound, "The stream or its consumer group does not exist.", "Ask redis_key_info whether the stream exists, then create the group."),
        new("NOPROTO", ErrorCode.UnsupportedByServer, "The server does not speak this version of the protocol.", "The operator can set ?protocol=resp2 in the connection's URL."),
        new("INVALIDOBJ", ErrorCode.ServerError, "The stored value is damaged: it is not a valid HyperLogLog."),
        new("INPROG", ErrorCode.Conflict, "A failover is in progress already.", "Wait for its end."),
        new("NOGOODSLAVE", ErrorCode.Conflict, "No replica is fit to take over.", "redis_server_info shows the replicas."),
        new("NOQUORUM", ErrorCode.Conflict, "Too few sentinels can be reached."),
        new("UNBLOCKED", ErrorCode.Conflict, "The wait was ended from outside.", "Call again to go on waiting."),
        new("UNKNOWN ", ErrorCode.UnsupportedByServer, "The server does not know {0}."),

        // ERR: the text decides.
        .. ArgumentErrors.All,
        new("ERR max number of clients reached", ErrorCode.RedisUnavailable, "Redis has as many clients as it allows (maxclients).", "Nothing was done. Call again later; the operator can raise maxclients or find idle clients with redis_server_info.", true),
        new("ERR DB index is out of range", ErrorCode.InvalidArgument, "database: the server has no database of this number.", "Databases count from 0; a server has 16 unless set otherwise."),
        new("ERR invalid DB index", ErrorCode.InvalidArgument, "database: it must be a whole number from 0.", FixArguments),
        new("ERR SELECT is not allowed in cluster mode", ErrorCode.UnsupportedByServer, "A cluster has only database 0.", "Leave the argument database out."),
        new("ERR no such key", ErrorCode.KeyNotFound, "The key does not exist.", "redis_key_scan finds keys by pattern."),
        new("ERR The XGROUP subcommand requires the key to exist", ErrorCode.KeyNotFound, "The stream does not exist.", "Add an entry first, or let the group create it."),
        new("ERR source and destination objects are the same", ErrorCode.InvalidArgument, "Source and target are the same.", FixArguments),
        new("ERR index out of range", ErrorCode.InvalidArgument, "The index is outside the list.", "Ask redis_key_info for its length."),
        new("ERR hash value is not an integer", ErrorCode.InvalidArgument, "field: its value is not a whole number of 64 bits. Nothing was changed.", "Read it with redis_hash_get; byFloat adds to fractions."),
        new("ERR hash value is not a float", ErrorCode.InvalidArgument, "field: its value is not a number. Nothing was changed.", "Read it with redis_hash_get."),
        new("ERR value is not an integer or out of range", ErrorCode.InvalidArgument, "A whole number of 64 bits was expected, in an argument or in the stored value.", "Read the stored value and compare."),
        new("ERR value is out of range", ErrorCode.InvalidArgument, "A number is out of range.", FixArguments),
        new("ERR value is not a valid float", ErrorCode.InvalidArgument, "A number was expected, in an argument or in the stored value.", "Read the stored value and compare."),
        new("ERR increment or decrement would overflow", ErrorCode.InvalidArgument, "The result would not fit in a 64-bit whole number. Nothing was changed.", "Use a smaller step, or set the value anew."),
        new("ERR increment would produce NaN or Infinity", ErrorCode.InvalidArgument, "The result would not be a finite number. Nothing was changed.", "Use a smaller step, or set the value anew."),
        new("ERR resulting score is not a number", ErrorCode.InvalidArgument, "The resulting score would not be a number. Nothing was changed.", "Use a finite step."),
        new("ERR string exceeds maximum allowed size", ErrorCode.InvalidArgument, "The value would be larger than the server allows (proto-max-bulk-len, 512 MiB by default).", "Split it over several keys."),
        new("ERR Protocol error: invalid bulk length", ErrorCode.InvalidArgument, "An argument is larger than the server allows (proto-max-bulk-len, 512 MiB by default).", "Split it over several keys."),
        new("ERR invalid expire time", ErrorCode.InvalidArgument, "The time to live must be above 0 and within the server's range.", FixArguments),
        new("ERR invalid cursor", ErrorCode.InvalidArgument, "cursor: not one this server gave.", "Leave it out to start anew."),
        new("ERR Invalid stream ID", ErrorCode.InvalidArgument, "A stream id was expected: milliseconds, or milliseconds-sequence.", FixArguments),
        new("ERR invalid start ID", ErrorCode.InvalidArgument, "No stream id can come after this one.", FixArguments),
        new("ERR invalid end ID", ErrorCode.InvalidArgument, "No stream id can come before this one.", FixArguments),
        new("ERR The ID specified in XADD", ErrorCode.Conflict, "The id is not above the newest one of the stream.", "Leave the id out and let Redis choose it."),
        new("ERR member ", ErrorCode.KeyNotFound, "The member is not in the geo set.", "List the members with redis_key_get."),   // Valkey 9.1: ERR member x does not exist
        new("ERR could not decode requested zset member", ErrorCode.KeyNotFound, "The member is not in the geo set, or is no position.", "List the members with redis_key_get."),
        new("ERR wrong number of arguments", ErrorCode.InvalidArgument, "{0} got too few or too many arguments.", "Check the arguments; this can also be a server that lacks the option."),
        new("ERR syntax error in FILTER", ErrorCode.InvalidArgument, "filter: not an expression the server understands.", "Fields begin with a dot: .year >= 1980 and .genre == \"drama\"."),
        new("ERR Vector dimension mismatch", ErrorCode.InvalidArgument, "The vector has another dimension than the set.", "redis_vector_info tells the set's dimension."),
        new("ERR invalid vector specification", ErrorCode.InvalidArgument, "The vector holds something that is no number of 32 bits.", FixArguments),
        new("ERR asked quantization mismatch", ErrorCode.Conflict, "The set keeps its vectors in another quantization.", "Leave quantization out; redis_vector_info tells what it is."),
        new("ERR element not found in set", ErrorCode.KeyNotFound, "The member is not in the vector set.", "redis_vector_get with random shows some members."),
        new("ERR syntax error", ErrorCode.InvalidArgument, "{0} does not understand its arguments.", "Check the arguments; this can also be a server that lacks the option."),
        new("ERR Error compiling script", ErrorCode.InvalidArgument, "script: Lua cannot compile it. Nothing ran.", FixArguments),
        new("ERR Function not found", ErrorCode.InvalidArgument, "function: the server has none of this name.", "The operator loads functions (FUNCTION LOAD)."),
        new("ERR Can not execute a script with write flag", ErrorCode.InvalidArgument, "The function may write, which readOnly refuses. Nothing ran.", "Leave readOnly out."),
        new("ERR Write commands are not allowed from read-only scripts", ErrorCode.InvalidArgument, "With readOnly a script may not write.", "Leave readOnly out."),
        new("ERR Vector Set (preview) commands are not enabled", ErrorCode.UnsupportedByServer, "Vector sets are switched off on this server.", "The operator can switch on Garnet's preview of them."),
        new("ERR unknown command", ErrorCode.UnsupportedByServer, "The server does not know {0}."),
        new("ERR unknown subcommand", ErrorCode.UnsupportedByServer, "The server does not know {0}."),
        new("ERR This instance has cluster support disabled", ErrorCode.UnsupportedByServer, "The server is not part of a cluster.", "redis_server_info tells how it runs."),
        new("ERR OBJECT FREQ is not supported", ErrorCode.UnsupportedByServer, "The server does not count how often keys are used.", "Nothing on this product does."),
        new("ERR RESTORE currently only supports string types", ErrorCode.UnsupportedByServer, "The server restores serialized strings only.", "Copy the key by its data instead."),
        new("ERR This instance has Lua scripting support disabled", ErrorCode.UnsupportedByServer, "The server runs without scripting.", "The operator can switch it on in the server."),
        new("ERR Unsupported protocol version", ErrorCode.UnsupportedByServer, "The server does not speak this version of the protocol.", "The operator can set ?protocol=resp2 in the connection's URL."),
        new("ERR An LFU maxmemory policy is not selected", ErrorCode.UnsupportedByServer, "The server does not count how often keys are used.", "It does so only with an LFU maxmemory-policy."),
        new("ERR An LFU maxmemory policy is selected", ErrorCode.UnsupportedByServer, "The server does not record how long keys are idle.", "It does so only without an LFU maxmemory-policy."),
        new("ERR DUMP payload version or checksum are wrong", ErrorCode.UnsupportedByServer, "The server cannot read this serialized value: it is damaged, or from a newer server.", "Copy the key by its data instead."),
        new("ERR Bad data format", ErrorCode.UnsupportedByServer, "The server cannot read this serialized value.", "Copy the key by its data instead."),
        new("ERR Background save already in progress", ErrorCode.Conflict, "A save is in progress already.", "redis_server_info shows when it has ended."),
        new("ERR Background append only file rewriting already in progress", ErrorCode.Conflict, "A rewrite of the append-only file is in progress already.", "redis_server_info shows when it has ended."),
        new("ERR Another child process is active", ErrorCode.Conflict, "A save or rewrite is in progress already.", "redis_server_info shows when it has ended."),
        new("ERR The server is running without a config file", ErrorCode.Conflict, "The server was started without a configuration file, so there is none to write."),
        new("ERR Rewriting config file", ErrorCode.RedisMisconf, "The server cannot write its configuration file.", "The operator must mend permissions or free disk space; the running settings are as they were."),
        new("ERR CONFIG SET failed", ErrorCode.InvalidArgument, "Redis refuses this setting or its value.", "redis_config_get shows the setting as it is; some can only be set in the server's file."),
        new("ERR Unknown option or number of arguments for CONFIG SET", ErrorCode.InvalidArgument, "Redis does not know this setting.", "redis_config_get lists settings by pattern."),
        new("ERR Client sent AUTH, but no password is set", ErrorCode.AuthFailed, "A password is configured here and the server has none.", "The operator must take it out of the connection's URL."),
        new("ERR AUTH", ErrorCode.AuthFailed, "A password is configured here and the server has none.", "The operator must take it out of the connection's URL."),
        new("ERR invalid password", ErrorCode.AuthFailed, "Redis refuses the password.", "The operator must mend it in the connection's URL (REDIS_URL)."),
        new("ERR DEBUG command not allowed", ErrorCode.NotPermitted, "The server's settings forbid DEBUG."),
        new("ERR MODULE command not allowed", ErrorCode.NotPermitted, "The server's settings forbid MODULE."),
        new("ERR operation not permitted", ErrorCode.AuthFailed, "Redis asks for a password and none was accepted.", "The operator must put it in the connection's URL (REDIS_URL)."),

        // The client library's own wording of MOVED and of a node it cannot reach.
        new("Key has MOVED", ErrorCode.ClusterDown, "The key lives on another node of the cluster, and the node asked does not pass the call on.", "Nothing was done. Call again; if it stays so, the operator should write the connection as redis+cluster://.", true),
        new("Endpoint ", ErrorCode.RedisUnavailable, "The node of the cluster that holds the key cannot be reached.", "Nothing was done. redis_server_info shows which node is missing.", true),

        // Modules, which use no code of their own.
        new("Existing key has wrong Redis type", ErrorCode.WrongType, "The key holds another type than {1}.", "Ask redis_key_info for its type."),
        new("ERR could not perform this operation on a key that doesn't exist", ErrorCode.KeyNotFound, "The key does not exist.", "redis_key_scan finds keys by pattern."),
        new("ERR TSDB: the key does not exist", ErrorCode.KeyNotFound, "The time series does not exist.", "redis_key_scan finds keys by pattern."),
        new("Unknown Index name", ErrorCode.KeyNotFound, "The search index does not exist.", "List the indexes first."),
        new("Index already exists", ErrorCode.Conflict, "A search index of this name exists already.", "Choose another name."),
    ];
}
