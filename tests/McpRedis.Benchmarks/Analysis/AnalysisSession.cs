using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace McpRedis.Benchmarks.Analysis;

/// <summary>Our program over stdio, asked as an assistant asks it.</summary>
internal sealed class AnalysisSession : IDisposable
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly Process _process;
    private int _id;

    public AnalysisSession(string program, int port)
    {
        var start = new ProcessStartInfo(program, ["--toolsets", "analysis", "--access", "read", "--log-level", "error"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["REDIS_URL"] = $"redis://127.0.0.1:{port}";
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        Ask("initialize", """{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"bench","version":"1"}}""");
        Send("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
    }

    /// <summary>The whole of it: from the start of the process to the summary.</summary>
    public TimeSpan Took { get; private set; }

    /// <summary>VmHWM.</summary>
    public double PeakMegabytes => double.Parse(
        File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 / 1e6;

    /// <summary>One pass over all keys with the settings as they are, but for its time.</summary>
    public JsonElement Run()
    {
        var reply = Call("redis_analysis_run", """{"maxSeconds":3600}""");
        while (reply.GetProperty("state").GetString() == "running")
        {
            reply = Call("redis_analysis_run", $$"""{"jobId":"{{reply.GetProperty("jobId").GetString()}}"}""");
        }
        Took = Stopwatch.GetElapsedTime(_started);
        return reply;
    }

    /// <summary>Names of the first so many keys by a view.</summary>
    public IReadOnlyList<string> Top(string jobId, string view, int count) =>
        [.. Call("redis_analysis_get", $$"""{"jobId":"{{jobId}}","view":"{{view}}","limit":{{count}}}""").GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("key").GetProperty("text").GetString()!)];

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(10_000))
        {
            _process.Kill();
        }
        _process.Dispose();
    }

    private JsonElement Call(string tool, string arguments) => Ask("tools/call", $$"""{"name":"{{tool}}","arguments":{{arguments}}}""") is var result && !(result.TryGetProperty("isError", out var failed) && failed.GetBoolean())
        ? result.GetProperty("structuredContent") : throw new InvalidOperationException($"{tool} failed: {result}");

    private JsonElement Ask(string method, string parameters)
    {
        int id = ++_id;
        Send($$"""{"jsonrpc":"2.0","id":{{id}},"method":"{{method}}","params":{{parameters}}}""");
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            var answer = JsonDocument.Parse(line).RootElement;
            if (answer.TryGetProperty("id", out var of) && of.ValueKind == JsonValueKind.Number && of.GetInt32() == id)
            {
                return answer.GetProperty("result");
            }
        }
        throw new InvalidOperationException("the program ended");
    }

    private void Send(string line)
    {
        _process.StandardInput.Write(line + "\n");
        _process.StandardInput.Flush();
    }
}
