using System.Text.Json;
using System.Text.Json.Nodes;
using McpRedis.Catalogue;
using McpRedis.EndToEnd.Stdio;
using McpRedis.Tests.Support;
using ModelContextProtocol.Client;

namespace McpRedis.EndToEnd.Packaging;

/// <summary>Every package, installed as its users do, and spoken to by a real client.</summary>
[Collection(Packages.Name)]
public sealed class PackedProgramTests(Packages packages, RedisFixture redis, NodeScripts scripts) : IClassFixture<NodeScripts>
{
    private const long LargestFileBytes = 45_000_000;

    [Fact]
    public async Task The_dotnet_tool_runs_from_a_folder_of_packages()
    {
        // Its own package cache: a tool of this version from a build before would be run instead.
        var environment = new Dictionary<string, string?>
        {
            ["REDIS_URL"] = redis.Url,
            ["NUGET_PACKAGES"] = packages.Private("nuget"),
            ["DOTNET_CLI_HOME"] = packages.Private("home"),
            ["DOTNET_NOLOGO"] = "1",
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        };
        string[] dnx = ["dnx", $"mcp-redis@{ProductInfo.Version}", "--yes", "--source", Packages.Folder, "--"];
        await AnswersAsync("dotnet", dnx, environment);

        var start = BuiltProgram.Start([], redis.Url, environment.ToDictionary(one => one.Key, one => one.Value!));
        start.FileName = "dotnet";
        start.ArgumentList.Clear();
        foreach (string argument in (string[])[.. dnx, "tools"])
        {
            start.ArgumentList.Add(argument);
        }
        var run = await ProgramRun.ToEndAsync(start, TestTimeout.Token());
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Contains("redis_key_get", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_bundle_is_valid_and_runs_unpacked()
    {
        string folder = packages.Private("bundle");
        var run = await scripts.RunOnAsync(Packages.Bundle, "bundle", redis.Url, folder);
        Assert.True(run.ExitCode == 0, run.Errors);
        var told = JsonNode.Parse(run.Output)!;
        Assert.True((bool)told["valid"]!, run.Errors);
        Assert.Equal("linux", Assert.Single(told["manifest"]!["compatibility"]!["platforms"]!.AsArray())!.GetValue<string>());
        Assert.True(File.Exists(Path.Combine(folder, (string)told["manifest"]!["server"]!["entry_point"]!)));

        var config = told["config"]!;
        var environment = config["env"]!.AsObject().ToDictionary(one => one.Key, one => (string?)one.Value);
        Assert.Equal(redis.Url, environment["REDIS_URL"]);
        // The user has chosen nothing, so nothing can be changed.
        await AnswersAsync((string)config["command"]!, [.. config["args"]!.AsArray().Select(one => (string)one!)], environment, readOnly: true);
    }

    [Fact]
    public async Task The_single_file_runs_and_is_small()
    {
        string folder = packages.Private("alone");
        string program = Path.Combine(folder, "mcp-redis");
        File.Copy(Packages.SingleFile, program);
        await AnswersAsync(program, [], new() { ["REDIS_URL"] = redis.Url, ["PATH"] = "", ["DOTNET_ROOT"] = "/none" });
        Assert.InRange(new FileInfo(program).Length, 1, LargestFileBytes);
    }

    // Trimming takes away what it thinks nobody uses: every tool has to be called.
    [Fact]
    public async Task Every_tool_of_the_single_file_through_the_official_TypeScript_clients()
    {
        await using var server = await RedisServerProcess.StartAsync();
        var run = await scripts.RunOnAsync(Packages.SingleFile, "every-tool", $"redis://127.0.0.1:{server.Port}", "--toolsets", "all");
        Assert.True(run.ExitCode == 0, $"{run.Output}\n{run.Errors}");
    }

    [Fact]
    public async Task The_single_file_serves_http()
    {
        var start = BuiltProgram.Start([], redis.Url);
        start.FileName = Packages.SingleFile;
        start.ArgumentList.Clear();
        foreach (string argument in (string[])["http", "--listen", "127.0.0.1:0"])
        {
            start.ArgumentList.Add(argument);
        }
        start.Environment.Remove("PORT");
        await using var server = StdioProcess.Start(start);
        string line = await TestTimeout.FirstAsync("it says where it listens", () => Task.FromResult(
            server.Errors.Split('\n').FirstOrDefault(line => line.Contains("MCP at ", StringComparison.Ordinal) && line.EndsWith("/mcp", StringComparison.Ordinal))));
        var transport = new HttpClientTransport(new HttpClientTransportOptions { Endpoint = new Uri(line[line.IndexOf("http:", StringComparison.Ordinal)..]) });
        await using var client = await McpClient.CreateAsync(transport, cancellationToken: TestTimeout.Token());
        await AnswersAsync(client, readOnly: false);
        server.Signal(Signals.Terminate);
        Assert.Equal(0, await server.WaitForExitAsync());
    }

    private static async Task AnswersAsync(string command, string[] arguments, Dictionary<string, string?> environment, bool readOnly = false)
    {
        var transport = new StdioClientTransport(new StdioClientTransportOptions
        {
            Command = command,
            Arguments = arguments,
            EnvironmentVariables = environment,
            WorkingDirectory = Path.GetTempPath(),
        });
        await using var client = await McpClient.CreateAsync(transport, cancellationToken: TestTimeout.Token());
        await AnswersAsync(client, readOnly);
    }

    private static async Task AnswersAsync(McpClient client, bool readOnly)
    {
        Assert.Equal((ProductInfo.Name, ProductInfo.Version), (client.ServerInfo?.Name, client.ServerInfo?.Version));
        var tools = await client.ListToolsAsync(cancellationToken: TestTimeout.Token());
        var expected = new ToolCatalogue(new CatalogueOptions { HighestRisk = readOnly ? Risk.Read : Risk.Admin, Connections = ["default"] });
        Assert.Equal(expected.Listed.Select(tool => tool.Name).Order(), tools.Select(tool => tool.Name).Order());
        var reply = await client.CallToolAsync("redis_key_scan", new Dictionary<string, object?> { ["pattern"] = RedisFixture.Prefix() + "*" }, cancellationToken: TestTimeout.Token());
        Assert.True(reply.IsError is not true, JsonSerializer.Serialize(reply.Content));
    }
}
