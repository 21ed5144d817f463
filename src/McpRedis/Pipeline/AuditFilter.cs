using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Redis;
using Microsoft.Extensions.Logging;

namespace McpRedis.Pipeline;

/// <summary>
/// One line per call: who, what, where, outcome, how long; never keys, never values. What changes something is
/// Information, and so is everything that callers from elsewhere do; reads of whoever started the program are Debug.
/// </summary>
internal sealed partial class AuditFilter(ILogger<AuditFilter> logger, TimeProvider time)
{
    public async ValueTask<CallOutcome> RunAsync(CallRecord call, CallNext next, CancellationToken cancellationToken)
    {
        bool read = call.Tool.Risk == Risk.Read;
        var level = read && call.Request.Principal == Principal.Local ? LogLevel.Debug : LogLevel.Information;
        if (!logger.IsEnabled(level))
        {
            var unlogged = await next(call, cancellationToken);
            Count(call, unlogged);
            return unlogged;
        }
        long started = time.GetTimestamp();
        string outcome = "cancelled";
        try
        {
            var result = await next(call, cancellationToken);
            Count(call, result);
            outcome = (result.Code?.Wire() ?? "ok") + (result.Extent is { } extent ? $"({extent})" : "");
            return result;
        }
        finally
        {
            double milliseconds = time.GetElapsedTime(started).TotalMilliseconds;
            if (read)
            {
                LogRead(level, call.Request.Principal.Name, call.Tool.Name, call.Tool.Risk, call.Connection, call.Trace.Names, call.Trace.Keys, outcome, milliseconds);
            }
            else if (call.Guard?.ConfirmedBy is { } confirmed)
            {
                LogConfirmed(call.Request.Principal.Name, call.Tool.Name, call.Tool.Risk, call.Connection, call.Trace.Names, call.Trace.Keys, confirmed, outcome, milliseconds);
            }
            else
            {
                LogChange(call.Request.Principal.Name, call.Tool.Name, call.Tool.Risk, call.Connection, call.Trace.Names, call.Trace.Keys, outcome, milliseconds);
            }
        }
    }

    private static void Count(CallRecord call, CallOutcome outcome)
    {
        if (TelemetrySwitch.IsOn)
        {
            CallTelemetry.Count(call, outcome.Code);
        }
    }

    [LoggerMessage(Message = "call {Principal} {Tool} {Risk} {Connection} [{Commands}] keys={Keys} {Outcome} {Milliseconds:0.0}ms")]
    private partial void LogRead(LogLevel level, string principal, string tool, Risk risk, string? connection, string commands, long keys, string outcome, double milliseconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "call {Principal} {Tool} {Risk} {Connection} [{Commands}] keys={Keys} confirmed={Confirmation} {Outcome} {Milliseconds:0.0}ms")]
    private partial void LogConfirmed(string principal, string tool, Risk risk, string? connection, string commands, long keys, string confirmation, string outcome, double milliseconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "call {Principal} {Tool} {Risk} {Connection} [{Commands}] keys={Keys} {Outcome} {Milliseconds:0.0}ms")]
    private partial void LogChange(string principal, string tool, Risk risk, string? connection, string commands, long keys, string outcome, double milliseconds);
}
