using McpRedis.Auth;
using McpRedis.Faults;
using McpRedis.Http;

namespace McpRedis.Hosting;

/// <summary><c>mcp-redis http</c>: serves until a signal comes, then finishes what is being worked on.</summary>
internal static class HttpCommand
{
    public static async Task<int> RunAsync(Startup startup, CancellationToken cancellationToken)
    {
        var options = startup.Configuration.Options;
        // Before the warnings: whoever set nothing yet reads one line.
        if (startup.Configuration is { Mistakes.Count: 0, Connections.Count: 0 } && !options.Embedded)
        {
            Console.Error.WriteLine("mcp-redis: no Redis connection is configured: set REDIS_URL (redis://host:6379/0), or give --embedded.");
            return ExitCode.Configuration;
        }
        using var loggers = startup.Loggers();
        var mistakes = new List<string>();
        using var authenticator = Authenticator.Open(HttpComposition.Auth(options, startup.ConnectionNames), TimeProvider.System, loggers, mistakes);
        if (startup.Refuse(mistakes) is { } refused)
        {
            return refused;
        }
        using var telemetry = Startup.Telemetry();
        try
        {
            await using var composition = await startup.ComposeAsync(loggers, cancellationToken);
            var wiring = HttpComposition.Wiring(composition, authenticator!, startup.OwnHosts, isMeasured: telemetry is not null);
            await using var server = HttpServer.Create(options.Http, new HttpParts(options.Http, wiring, loggers, TimeProvider.System), loggers);
            await server.StartAsync(cancellationToken);
            Console.Error.WriteLine($"mcp-redis: MCP at {string.Join(", ", server.Addresses.Select(address => address + HttpFace.Path))}");
            await server.RunAsync(cancellationToken);
            return ExitCode.Ok;
        }
        catch (Fault fault)
        {
            Console.Error.WriteLine($"mcp-redis: {fault.Message} {fault.Hint}");
            return ExitCode.Configuration;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Ok;
        }
    }
}
