using System.Globalization;
using System.Text.Json;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Pubsub;

/// <summary>A call of redis_pubsub_read that is under way, and the moment from which it hears.</summary>
internal static class ListeningCall
{
    /// <summary>Starts the call and returns when the server knows as many subscribers of the channel as <paramref name="listeners"/>.</summary>
    public static async Task<Task<JsonElement>> ListenAsync(this ToolHarness mcp, Func<object[], Task<RawReply>> ask, object channel, object arguments, bool sharded = false, int listeners = 1)
    {
        var call = mcp.CallAsync("redis_pubsub_read", arguments);
        await TestTimeout.UntilAsync("the tool listens", async () => call.IsCompleted || (await ask(["PUBSUB", sharded ? "SHARDNUMSUB" : "NUMSUB", channel]))[1].Integer >= listeners);
        return call;
    }

    /// <summary>As many clients as listen to a pattern.</summary>
    public static async Task<Task<JsonElement>> ListenToPatternAsync(this ToolHarness mcp, RedisServerProcess server, object arguments)
    {
        long before = (await server.CallAsync("PUBSUB", "NUMPAT")).Integer;
        var call = mcp.CallAsync("redis_pubsub_read", arguments);
        await TestTimeout.UntilAsync("the tool listens", async () => call.IsCompleted || (await server.CallAsync("PUBSUB", "NUMPAT")).Integer > before);
        return call;
    }

    public static string[] Texts(this JsonElement reply) => [.. reply.List("items").Select(i => i.At("message").Latin())];

    public static string Number(int i) => i.ToString(CultureInfo.InvariantCulture);
}
