using System.Text.Json.Nodes;

namespace McpRedis.Redis.Connections;

/// <summary>A server that can be started privately: what to run, and its words for "loopback only, this port, this password, no persistence".</summary>
/// <param name="Name">For messages: <c>redis-server</c>, <c>valkey-server</c>, <c>garnet-server</c>.</param>
/// <param name="Command">The program and its leading arguments.</param>
internal sealed record EmbeddedProgram(string Name, IReadOnlyList<string> Command)
{
    public const string Garnet = "garnet-server";
    private static readonly string[] Redis = ["redis-server", "valkey-server"];

    /// <summary>The first one there is: Redis or Valkey on PATH, Garnet on PATH (a global tool), Garnet of the tool manifest; else null.</summary>
    public static EmbeddedProgram? Find(EmbeddedSearch where)
    {
        foreach (string name in (string[])[.. Redis, Garnet])
        {
            if (where.OnPath(name) is { } path)
            {
                return new EmbeddedProgram(name, [path]);
            }
        }
        // Not "dotnet tool run": that starts the server as a child of its own, which would outlive its parent's kill -9.
        return where.OnPath("dotnet") is { } dotnet && where.RestoredTool(Garnet, "GarnetServer.dll") is { } library
            ? new EmbeddedProgram(Garnet, [dotnet, library])
            : null;
    }

    /// <summary>
    /// Writes the configuration and gives the arguments that name it. A file in the private folder, because arguments, and so the
    /// password, could be read by every user of the machine.
    /// </summary>
    public async Task<IReadOnlyList<string>> ConfigureAsync(string folder, int port, string password, CancellationToken cancellationToken)
    {
        bool garnet = Name == Garnet;
        string file = Path.Combine(folder, garnet ? "garnet.json" : "redis.conf");
        await File.WriteAllTextAsync(file, garnet ? GarnetConfig(folder, port, password) : RedisConfig(folder, port, password), cancellationToken);
        return garnet ? ["--config-import-path", file] : [file, "--daemonize", "no"];
    }

    // A real redis.conf: directive and value, quoted where a value may hold spaces. Changes of keys are told, so that resources have
    // live updates: this server is ours to set.
    private static string RedisConfig(string folder, int port, string password) => $"""
        bind 127.0.0.1
        port {port}
        requirepass {password}
        dir "{folder}"
        save ""
        appendonly no
        notify-keyspace-events KA

        """;

    // Garnet takes 16 GB of address space by default; a demo's data fits in 256 MB. Checkpoints happen on SAVE only and stay private.
    private static string GarnetConfig(string folder, int port, string password) => new JsonObject
    {
        ["Address"] = "127.0.0.1",
        ["Port"] = port,
        ["AuthenticationMode"] = "Password",
        ["Password"] = password,
        ["MemorySize"] = "256m",
        ["IndexMemorySize"] = "16m",
        ["EnableLua"] = true,
        ["CheckpointDir"] = folder,
    }.ToJsonString();
}
