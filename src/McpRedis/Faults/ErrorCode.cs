namespace McpRedis.Faults;

/// <summary>
/// The closed list of reasons a call can fail for. The wire form is the snake_case name
/// (<see cref="ErrorCodes.Wire"/>); clients branch on it, so a name is never reused for something else.
/// </summary>
internal enum ErrorCode
{
    /// <summary>An argument is missing, mistyped, unknown or out of range.</summary>
    InvalidArgument,
    /// <summary>The key does not exist.</summary>
    KeyNotFound,
    /// <summary>The key holds another type (Redis: WRONGTYPE).</summary>
    WrongType,
    /// <summary>The Redis ACL of our user forbids it (Redis: NOPERM).</summary>
    NotPermitted,
    /// <summary>The server runs with read access.</summary>
    ReadOnly,
    /// <summary>The tool is above the access level in force.</summary>
    AccessDenied,
    /// <summary>A key lies outside the configured key prefix.</summary>
    KeyOutOfScope,
    /// <summary>The command is not one this tool, or any tool, may run.</summary>
    CommandNotAllowed,
    /// <summary>The call must be confirmed before it runs. Nothing was done.</summary>
    ConfirmationRequired,
    /// <summary>The confirmation does not belong to this call, or is used up or expired.</summary>
    ConfirmationInvalid,
    /// <summary>The server lacks the command, version or module.</summary>
    UnsupportedByServer,
    /// <summary>No connection is configured.</summary>
    NotConfigured,
    /// <summary>Redis cannot be reached. The command was not executed.</summary>
    RedisUnavailable,
    /// <summary>A write timed out or its connection was lost: it may have happened.</summary>
    OutcomeUnknown,
    /// <summary>A read did not answer within its deadline.</summary>
    Timeout,
    /// <summary>Redis is loading its data set (Redis: LOADING).</summary>
    RedisLoading,
    /// <summary>A script or function blocks the server (Redis: BUSY).</summary>
    RedisBusyScript,
    /// <summary>The server is a read-only replica (Redis: READONLY).</summary>
    RedisReadonlyReplica,
    /// <summary>maxmemory is reached and nothing may be evicted (Redis: OOM).</summary>
    RedisOom,
    /// <summary>The server refuses writes because it cannot persist (Redis: MISCONF).</summary>
    RedisMisconf,
    /// <summary>User name or password are refused (Redis: WRONGPASS, NOAUTH).</summary>
    AuthFailed,
    /// <summary>The keys hash to different slots of the cluster (Redis: CROSSSLOT).</summary>
    CrossSlot,
    /// <summary>The cluster cannot serve the slot (Redis: CLUSTERDOWN).</summary>
    ClusterDown,
    /// <summary>The reply cannot be made to fit the output budget.</summary>
    BudgetExceeded,
    /// <summary>The state is not what the call expected.</summary>
    Conflict,
    /// <summary>Too many calls.</summary>
    RateLimited,
    /// <summary>The caller cancelled the call.</summary>
    Cancelled,
    /// <summary>Any other error reply of the server.</summary>
    ServerError,
    /// <summary>A defect of this program.</summary>
    Internal,
}
