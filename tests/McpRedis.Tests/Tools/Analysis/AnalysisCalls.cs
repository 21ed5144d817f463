using System.Text.Json;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Analysis;

/// <summary>Calls that wait for the end however long the machine takes: one call waits no longer than it promises.</summary>
internal static class AnalysisCalls
{
    public static async Task<JsonElement> AnalyseAsync(this ToolHarness mcp, object arguments)
    {
        var reply = await mcp.CallAsync("redis_analysis_run", arguments);
        while (reply.At("state").GetString() == "running")
        {
            reply = await mcp.CallAsync("redis_analysis_run", new { jobId = reply.At("jobId").GetString() });
        }
        return reply;
    }
}
