using System.Text.Json;
using McpRedis.Catalogue;
using McpRedis.EndToEnd.Http;
using McpRedis.Tests.Support;
using ModelContextProtocol.Client;
using ToolAnswer = McpRedis.Tests.Support.ToolAnswer;

namespace McpRedis.EndToEnd;

/// <summary>The client of the official C# SDK over HTTP: every tool, every reply held against its schema.</summary>
public sealed class HttpSdkClientTests
{
    [Theory]
    [InlineData(null, true)]
    [InlineData("2025-11-25", true)]
    [InlineData("2025-11-25", false)]
    public async Task Every_tool_through_the_official_CSharp_client(string? version, bool sessions)
    {
        await using var server = await RedisServerProcess.StartAsync();
        await SampleCalls.SeedAsync(server);
        await using var program = await HttpProcess.StartAsync($"redis://127.0.0.1:{server.Port}", "--toolsets", "all", "--sessions", sessions ? "true" : "false");
        await using var transport = new HttpClientTransport(new() { Endpoint = program.Url, TransportMode = HttpTransportMode.StreamableHttp });
        await using var client = await McpClient.CreateAsync(transport, new() { ProtocolVersion = version }, cancellationToken: TestTimeout.Token());
        Assert.Equal(version ?? "2026-07-28", client.NegotiatedProtocolVersion);
        Assert.Equal(sessions && version is not null, client.SessionId is not null);

        var tools = await CheckAsync(client, SampleCalls.Calls);
        Assert.Empty(tools.Except(SampleCalls.All.Select(call => call.Tool)));
    }

    [Fact]
    public async Task What_two_connections_have_through_the_official_CSharp_client()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var other = await RedisServerProcess.StartAsync();
        await SampleCalls.SeedAsync(server);
        await using var program = await HttpProcess.StartAsync($"redis://127.0.0.1:{server.Port}", new Dictionary<string, string> { ["REDIS_URL_OTHER"] = $"redis://127.0.0.1:{other.Port}" }, ["--toolsets", "all"]);
        await using var transport = new HttpClientTransport(new() { Endpoint = program.Url, TransportMode = HttpTransportMode.StreamableHttp });
        await using var client = await McpClient.CreateAsync(transport, cancellationToken: TestTimeout.Token());

        var tools = await CheckAsync(client, SampleCalls.OfTwoConnections);
        Assert.Empty(tools.Except(SampleCalls.Calls.Concat(SampleCalls.OfTwoConnections).Select(call => call.GetProperty("tool").GetString()!)));
    }

    // The names of the tools it lists.
    private static async Task<IReadOnlyCollection<string>> CheckAsync(McpClient client, IEnumerable<JsonElement> calls)
    {
        var tools = (await client.ListToolsAsync(cancellationToken: TestTimeout.Token())).ToDictionary(tool => tool.Name, tool => tool.ProtocolTool);
        foreach (var call in calls)
        {
            string name = call.GetProperty("tool").GetString()!;
            var arguments = call.GetProperty("arguments").EnumerateObject().ToDictionary(member => member.Name, member => member.Value);
            var result = await client.CallToolAsync(new() { Name = name, Arguments = arguments }, TestTimeout.Token());
            var answer = ToolAnswer.Check(result, tools.GetValueOrDefault(name), ToolCatalogue.All.Single(tool => tool.Name == name).HoldsStoredData);
            string? expected = call.TryGetProperty("error", out var error) ? error.GetString() : null;
            // The server at hand has no modules: their tools say so, or what else is wrong with the call.
            string?[] accepted = call.TryGetProperty("module", out _) ? ["unsupported_by_server", "invalid_argument"] : [expected];
            Assert.True(accepted.Contains(answer.Error?.Code), $"{call}: {answer.Text}");
        }
        return tools.Keys;
    }
}
