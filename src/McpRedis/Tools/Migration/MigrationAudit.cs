using McpRedis.Faults;
using McpRedis.Redis;
using Microsoft.Extensions.Logging;

namespace McpRedis.Tools.Migration;

/// <summary>One line for a job, as for a call: who, what, between which connections, with which commands, how it ended. Never keys, never values.</summary>
internal sealed partial class MigrationAudit(ILogger<MigrationAudit> logger, string principal, string source, string target, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();

    /// <summary>Runs the work and leaves the line, however it ends.</summary>
    public async Task<object?> RunAsync(Func<Task<object?>> work, CommandTrace trace)
    {
        string outcome = "ok";
        try
        {
            return await work();
        }
        catch (Exception e)
        {
            outcome = e switch
            {
                OperationCanceledException => ErrorCode.Cancelled.Wire(),
                Fault fault => fault.Code.Wire(),
                _ => ErrorCode.Internal.Wire(),
            };
            if (e is not (OperationCanceledException or Fault))
            {
                LogDefect(e);
            }
            throw;
        }
        finally
        {
            if (logger.IsEnabled(LogLevel.Information))
            {
                var (commands, keys, took) = (trace.Names, trace.Keys, time.GetElapsedTime(_started).TotalMilliseconds);
                LogJob(principal, source, target, commands, keys, outcome, took);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "job {Principal} migration {Source} to {Target} [{Commands}] keys={Keys} {Outcome} {Milliseconds:0.0}ms")]
    private partial void LogJob(string principal, string source, string target, string commands, long keys, string outcome, double milliseconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "A migration failed unexpectedly")]
    private partial void LogDefect(Exception exception);
}
