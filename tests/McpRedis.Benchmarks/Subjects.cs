using System.Diagnostics;
using System.Text.Json;

namespace McpRedis.Benchmarks;

/// <summary>Who is measured. Each is started as its own documentation says.</summary>
internal sealed class Subjects : IDisposable
{
    private readonly string _goConfiguration = Path.GetTempFileName();

    public Subjects(BenchmarkOptions options, PrivateRedis redis)
    {
        string url = $"redis://127.0.0.1:{redis.Port}", key = $$"""{"key":"{{Subject.Key}}"}""";
        string reference = Path.Combine(options.Peers, "node_modules/@modelcontextprotocol/server-redis");
        string go = Path.Combine(options.Peers, "node_modules/@toolbox-sdk/server-linux-x64");
        bool dll = options.Program.EndsWith(".dll", StringComparison.Ordinal);
        File.WriteAllText(_goConfiguration, GoConfiguration(redis.Port));

        Ours = new Subject("mcp-redis", FirstLine(options.Program, "--version"), dll ? "dotnet" : Path.GetFullPath(options.Program),
            dll ? [Path.GetFullPath(options.Program)] : [], url, "redis_string_get", $$"""{"keys":["{{Subject.Key}}"]}""", Subject.Value);
        Portable = Ours with { Name = "mcp-redis, framework-dependent", Command = "dotnet", Arguments = [Path.GetFullPath(options.Portable)] };
        Reference = new Subject("server-redis (Node)", PackageVersion(reference), "node",
            [Path.GetFullPath(Path.Combine(reference, "dist/index.js")), url], url, "get", key, Subject.Value);
        Go = new Subject("toolbox (Go)", PackageVersion(go), Path.GetFullPath(Path.Combine(go, "bin/toolbox")),
            ["--stdio", "--config", _goConfiguration, "--disable-version-check"], url, "get", key, Subject.Value);
        Floor = new Subject("`cat` (no server)", "", "cat", [], url, "get", key, "tools/call", Speaks: false);
        NodeVersion = FirstLine("node", "--version");
    }

    public Subject Ours { get; }

    /// <summary>The same program for any machine with .NET, compiled as it runs.</summary>
    public Subject Portable { get; }

    public Subject Reference { get; }

    public Subject Go { get; }

    public Subject Floor { get; }

    public string NodeVersion { get; }

    public void Dispose() => File.Delete(_goConfiguration);

    private static string GoConfiguration(int port) => $"""
        sources:
          r:
            kind: redis
            address: ["127.0.0.1:{port}"]
        tools:
          get:
            kind: redis
            source: r
            description: Reads a key.
            parameters:
              - name: key
                type: string
                description: Key.
            commands:
              - [GET, $key]
        """;

    private static string PackageVersion(string folder)
    {
        using var package = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "package.json")));
        return package.RootElement.GetProperty("version").GetString() ?? "";
    }

    private static string FirstLine(string program, string argument)
    {
        bool dll = program.EndsWith(".dll", StringComparison.Ordinal);
        using var process = Process.Start(new ProcessStartInfo(dll ? "dotnet" : program, dll ? [program, argument] : [argument]) { RedirectStandardOutput = true })!;
        string line = process.StandardOutput.ReadLine() ?? "";
        process.WaitForExit();
        return line.Split(' ')[^1].Split('+')[0];
    }
}
