using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace McpRedis.Benchmarks.Load;

/// <summary>Our program as <c>mcp-redis http</c> on a free port, and a client for it.</summary>
internal sealed partial class HttpSubject : IDisposable
{
    /// <summary>Of the client to the server; they stay open.</summary>
    public const int MostConnections = 64;

    private readonly Process _process;

    private HttpSubject(Process process, Uri endpoint, double startedMs) => (_process, Endpoint, StartedMs) = (process, endpoint, startedMs);

    public Uri Endpoint { get; }

    /// <summary>Start of the process to the line that says where MCP is.</summary>
    public double StartedMs { get; }

    public HttpClient Client { get; } = new(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = MostConnections, PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan }) { Timeout = TimeSpan.FromMinutes(2) };

    /// <summary>Resident size now, in MiB.</summary>
    public double ResidentMiB =>
        double.Parse(File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;

    public int Descriptors => Directory.GetFiles($"/proc/{_process.Id}/fd").Length;

    public bool HasExited => _process.HasExited;

    public static HttpSubject Start(string program, int redisPort, params string[] options)
    {
        bool dll = program.EndsWith(".dll", StringComparison.Ordinal);
        string[] arguments = ["http", "--listen", "127.0.0.1:0", .. options];
        var start = new ProcessStartInfo(dll ? "dotnet" : Path.GetFullPath(program), dll ? [Path.GetFullPath(program), .. arguments] : arguments) { RedirectStandardError = true };
        start.Environment["REDIS_URL"] = $"redis://127.0.0.1:{redisPort}";
        long begun = Stopwatch.GetTimestamp();
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        while (process.StandardError.ReadLine() is { } line)
        {
            if (Listening().Match(line) is { Success: true } match)
            {
                double ms = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
                _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);   // a full pipe would hold it up
                return new(process, new Uri(match.Groups[1].Value), ms);
            }
        }
        throw new InvalidOperationException($"{program} did not begin to listen");
    }

    /// <summary>A call of a tool in the stateless revision; its HTTP status and body.</summary>
    public async Task<(int Status, string Body)> CallAsync(string tool, string arguments)
    {
        using var request = Request(tool, arguments);
        using var response = await Client.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public static string Body(string tool, string arguments) =>
        $$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"load","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}},"name":"{{{tool}}}","arguments":{{{arguments}}} }}""";

    public void Dispose()
    {
        Client.Dispose();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private HttpRequestMessage Request(string tool, string arguments)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Endpoint) { Content = new StringContent(Body(tool, arguments), Encoding.UTF8, "application/json") };
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        request.Headers.Add("MCP-Protocol-Version", "2026-07-28");
        request.Headers.Add("Mcp-Method", "tools/call");
        request.Headers.Add("Mcp-Name", tool);
        return request;
    }

    [GeneratedRegex(@"MCP at (http://[^\s,]+)")]
    private static partial Regex Listening();
}
