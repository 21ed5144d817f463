using System.Text.Json;
using McpRedis.Faults;
using McpRedis.Redis.Connections;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpRedis.Hosting;

/// <summary>
/// <c>mcp-redis demo</c>: the main job on a private server. A real MCP client starts this very program over stdio,
/// as Claude Desktop would, and what they say to each other is printed for a person to read.
/// </summary>
internal static class DemoCommand
{
    private const int ShownCharacters = 600;

    public static async Task<int> RunAsync(Startup startup, CancellationToken cancellationToken)
    {
        if (startup.Refuse() is { } refused)
        {
            return refused;
        }
        try
        {
            await using var server = await EmbeddedServer.StartAsync(EmbeddedSearch.Of(Environment.GetEnvironmentVariable), cancellationToken);
            Say($"A private {server.Program} was started on loopback, with sample data.");
            bool streams = await DemoData.SeedAsync(server.Options, cancellationToken);
            await using var client = await ConnectAsync(server.Options, cancellationToken);
            var tools = await client.ListToolsAsync(cancellationToken: cancellationToken);
            Say($"An MCP client connected to {client.ServerInfo?.Name} {client.ServerInfo?.Version} over stdio and sees {tools.Count} tools:");
            Say("  " + string.Join(", ", tools.Select(t => t.Name)));
            bool failed = false;
            foreach (var step in DemoScript.Steps.Where(s => streams || !s.NeedsStreams))
            {
                failed |= !await PlayAsync(client, step, cancellationToken);
            }
            Say("""

                That was a real session. To connect your own client to your own Redis:

                  claude mcp add redis --env REDIS_URL=redis://localhost:6379/0 -- mcp-redis --read-only

                README.md has the same for Claude Desktop, VS Code and Cursor.
                """);
            return failed ? ExitCode.Failed : ExitCode.Ok;
        }
        catch (Fault fault)
        {
            await Console.Error.WriteLineAsync($"mcp-redis: {fault.Message} {fault.Hint}");
            return ExitCode.Configuration;
        }
    }

    private static Task<McpClient> ConnectAsync(ConnectionOptions server, CancellationToken cancellationToken)
    {
        string self = Environment.ProcessPath!;
        // Started as "dotnet mcp-redis.dll" the process is dotnet, and the program its first argument.
        bool hosted = Path.GetFileNameWithoutExtension(self).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        return McpClient.CreateAsync(
            new StdioClientTransport(new StdioClientTransportOptions
            {
                Name = "demo",
                Command = self,
                Arguments = hosted ? [Path.Combine(AppContext.BaseDirectory, "mcp-redis.dll"), "--log-level", "warning"] : ["--log-level", "warning"],
                EnvironmentVariables = new Dictionary<string, string?> { ["REDIS_URL"] = $"redis://:{server.Password}@{server.Endpoints[0].Host}:{server.Endpoints[0].Port}" },
            }),
            new McpClientOptions { ClientInfo = new Implementation { Name = "mcp-redis demo", Version = Catalogue.ProductInfo.Version } },
            cancellationToken: cancellationToken);
    }

    // True when the answer is what the script says it is: a demo that hides failures would be worth nothing.
    private static async Task<bool> PlayAsync(McpClient client, DemoStep step, CancellationToken cancellationToken)
    {
        Say($"\n{step.Why}\n→ {step.Tool} {step.Arguments}");
        using var arguments = JsonDocument.Parse(step.Arguments);
        var result = await client.CallToolAsync(
            new CallToolRequestParams { Name = step.Tool, Arguments = arguments.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value) }, cancellationToken);
        string text = result.Content.OfType<TextContentBlock>().First().Text;
        Say($"← {(result.IsError == true ? "error " : "")}{(text.Length > ShownCharacters ? text[..ShownCharacters] + " …" : text)}");
        if (!text.Contains(step.Expected, StringComparison.Ordinal))
        {
            await Console.Error.WriteLineAsync($"mcp-redis: the demo expected \"{step.Expected}\" in this answer.");
            return false;
        }
        return true;
    }

    private static void Say(string text) => Console.Out.WriteLine(text);
}
