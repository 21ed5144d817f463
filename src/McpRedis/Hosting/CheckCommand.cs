using McpRedis.Faults;
using McpRedis.Redis;

namespace McpRedis.Hosting;

/// <summary><c>mcp-redis check</c>: what is in force, and whether every connection works. For the operator's own terminal; secrets are never shown.</summary>
internal static class CheckCommand
{
    public static async Task<int> RunAsync(Startup startup, CancellationToken cancellationToken)
    {
        int? refused = startup.Refuse();
        foreach (string line in startup.Configuration.Lines())
        {
            Console.Out.WriteLine(startup.Configuration.Redaction.Scrub(line));
        }
        if (refused is { } code)
        {
            return code;
        }
        using var loggers = startup.Loggers();
        try
        {
            await using var composition = await startup.ComposeAsync(loggers, cancellationToken);
            if (composition.Connections.All.Count == 0)
            {
                Console.Out.WriteLine("no connection: set REDIS_URL, or give --embedded");
                return ExitCode.Configuration;
            }
            bool ok = true;
            foreach (var connection in composition.Connections.All)
            {
                ok &= await CheckAsync(connection, cancellationToken);
            }
            return ok ? ExitCode.Ok : ExitCode.Failed;
        }
        catch (Fault fault)
        {
            Console.Error.WriteLine($"mcp-redis: {fault.Message} {fault.Hint}");
            return ExitCode.Configuration;
        }
    }

    private static async Task<bool> CheckAsync(Redis.Connections.RedisConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            var gateway = connection.Bind(null, ["PING"], connection.Access, new CommandTrace());
            await gateway.ExecuteAsync(RedisCommand.Of("PING"), cancellationToken);
            var profile = await connection.GetProfileAsync(cancellationToken);
            string hidden = profile.NotVisible.Count == 0 ? "" : $"; not visible to this user: {string.Join(", ", profile.NotVisible)}";
            Console.Out.WriteLine($"ok: {connection.Options.Name}: {profile.Flavour} {profile.Version}, {profile.Mode}, {profile.Role}{hidden}");
            return true;
        }
        catch (Fault fault)
        {
            Console.Out.WriteLine($"failed: {connection.Options.Name}: {fault.Code.Wire()}: {fault.Message}");
            return false;
        }
    }
}
