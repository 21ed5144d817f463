using McpRedis.Catalogue;
using McpRedis.Tests.Support;
using McpRedis.Tests.Tools.Commands;

namespace McpRedis.Tests.Guard;

/// <summary>S01: what lies above the access level is not listed, and called by name all the same it is refused before the server hears anything.</summary>
public sealed class AccessLevelTests
{
    // What the client library sends by itself to keep a connection.
    private static readonly string[] Upkeep = ["PING", "ECHO", "INFO", "CONFIG", "CLUSTER", "SENTINEL"];

    [Theory]
    [InlineData("read")]
    [InlineData("write")]
    public async Task S01_tools_above_the_level_are_not_listed_and_not_run(string access)
    {
        await using var server = await RedisServerProcess.StartAsync();
        await SampleCalls.SeedAsync(server);
        var before = await DatabaseDigest.OfAsync(server);
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed with { Access = access });
        var listed = await mcp.ToolsAsync();
        await mcp.CallAsync("redis_string_get", new { keys = new[] { "clients:text" } });
        await mcp.CallAsync("redis_key_scan", new { limit = 1 });
        await using MonitorRecorder recorder = await MonitorRecorder.StartAsync(server);
        var above = ToolCatalogue.All.Where(t => !t.ByCommand && (access == "read" ? t.Risk != Risk.Read : t.Risk == Risk.Admin)).ToList();
        Assert.True(above.Count > 5);
        foreach (var tool in above)
        {
            Assert.DoesNotContain(tool.Name, listed.Keys);
            var samples = SampleCalls.All.Where(c => c.Tool == tool.Name).Select(c => c.Arguments).ToArray();
            string[] codes = [.. await Task.WhenAll(samples.Select(async arguments => (await mcp.FailAsync(tool.Name, arguments)).Code))];
            Assert.True(samples.Length == 0 || codes.Contains("access_denied"), tool.Name);
            Assert.Empty(codes.Except(["access_denied", "invalid_argument"]));
        }
        var names = (await recorder.StopAsync()).Select(MonitorLine.Arguments).Where(a => a.Count > 0).Select(a => System.Text.Encoding.UTF8.GetString(a[0]).ToUpperInvariant()).Distinct();
        Assert.Empty(names.Except(Upkeep));
        Assert.Equal(before, await DatabaseDigest.OfAsync(server));
    }
}
