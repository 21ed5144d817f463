using System.Diagnostics;
using System.Diagnostics.Metrics;
using McpRedis.Faults;
using McpRedis.Redis;

namespace McpRedis.Pipeline;

/// <summary>What the guards did, in numbers; who collects them sees a model that is refused again and again.</summary>
internal static class CallTelemetry
{
    private static readonly Meter Meter = new(CommandTelemetry.Name);
    private static readonly Counter<long> Confirmations = Meter.CreateCounter<long>("mcp_redis.confirmations", "{call}", "Calls that had to be confirmed, by what became of it.");
    private static readonly Counter<long> Denied = Meter.CreateCounter<long>("mcp_redis.denied", "{call}", "Calls the guards refused, by code.");

    public static void Count(CallRecord call, ErrorCode? code)
    {
        Activity.Current?.SetTag("mcp_redis.outcome", code?.Wire() ?? "ok");   // on the SDK's span of the call
        if (code is ErrorCode.AccessDenied or ErrorCode.ReadOnly or ErrorCode.CommandNotAllowed or ErrorCode.KeyOutOfScope or ErrorCode.RateLimited)
        {
            Denied.Add(1, Tag("mcp_redis.code", code.Value.Wire()), Tag("gen_ai.tool.name", call.Tool.Name));
        }
        else if (code is ErrorCode.ConfirmationRequired or ErrorCode.ConfirmationInvalid || call.Guard?.ConfirmedBy is not null)
        {
            Confirmations.Add(1, Tag("mcp_redis.outcome", code?.Wire() ?? "confirmed"), Tag("gen_ai.tool.name", call.Tool.Name));
        }
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
