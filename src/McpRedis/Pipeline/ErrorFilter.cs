using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Reply;
using Microsoft.Extensions.Logging;

namespace McpRedis.Pipeline;

/// <summary>Makes an error reply of whatever went wrong. What is not a <see cref="Fault"/> is our defect and says nothing of itself.</summary>
internal sealed partial class ErrorFilter(ILogger<ErrorFilter> logger)
{
    public async ValueTask<CallOutcome> RunAsync(CallRecord call, CallNext next, CancellationToken cancellationToken)
    {
        try
        {
            return await next(call, cancellationToken);
        }
        catch (Fault fault)
        {
            LogFault(fault.InnerException, call.Tool.Name, fault.Code);
            return Failed(fault);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // The last wall: nothing of an unexpected exception may reach the client, and nothing may kill the process.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogDefect(e, call.Tool.Name);
            return Failed(new Fault(ErrorCode.Internal, "The server failed to carry out the call.", "This is a defect of mcp-redis; its log has the details."));
        }
    }

    /// <summary>The outcome of a call whose arguments could not even be read.</summary>
    public static CallOutcome Unreadable(string what, string hint) => Failed(new Fault(ErrorCode.InvalidArgument, $"{what} Nothing was sent.", hint));

    internal static CallOutcome Failed(Fault fault)
    {
        using var buffer = JsonBuffer.ForReply();
        if (fault is ConfirmationNeeded needed)
        {
            ConfirmationReply.Write(buffer.Writer, needed);
            return new(buffer.Written.ToArray(), fault.Code, needed.Effect.Sample.Count == 0 ? null : DataNote.OfSample()) { Needed = needed };
        }
        ErrorReply.Write(buffer.Writer, fault);
        return new(buffer.Written.ToArray(), fault.Code, null) { Extent = fault.Extent };
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Tool} failed: {Code}")]
    private partial void LogFault(Exception? cause, string tool, ErrorCode code);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Tool} failed unexpectedly")]
    private partial void LogDefect(Exception exception, string tool);
}
