using McpRedis.Reply;

namespace McpRedis.Pipeline;

/// <summary>The end of the pipeline: binds, runs, and writes the reply.</summary>
internal static class ToolRunner
{
    public static async ValueTask<CallOutcome> RunAsync(CallRecord call, CancellationToken cancellationToken)
    {
        var reply = await call.Tool.Run(call, call.Arguments, cancellationToken);
        using var buffer = JsonBuffer.ForReply();
        reply.Write(buffer.Writer, reply.Value);
        return new(buffer.Written.ToArray(), null, call.Tool.HoldsStoredData ? DataNote.Make() : null);
    }
}
