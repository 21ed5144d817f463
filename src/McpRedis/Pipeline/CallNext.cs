namespace McpRedis.Pipeline;

/// <summary>The rest of the pipeline.</summary>
internal delegate ValueTask<CallOutcome> CallNext(CallRecord call, CancellationToken cancellationToken);
