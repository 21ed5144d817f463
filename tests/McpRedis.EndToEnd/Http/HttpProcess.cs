using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using McpRedis.EndToEnd.Stdio;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd.Http;

/// <summary>The program as a server: <c>mcp-redis http</c> on a free port of loopback, until disposed.</summary>
internal sealed partial class HttpProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _errors = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reader;

    private HttpProcess(ProcessStartInfo start)
    {
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start");
        _process.StandardInput.Close();
        _ = _process.StandardOutput.ReadToEndAsync();
        _reader = KeepErrorsAsync();
    }

    /// <summary>Where MCP is, <c>http://127.0.0.1:49152/mcp</c>.</summary>
    public Uri Url { get; private set; } = null!;

    public int Port => Url.Port;

    public int Pid => _process.Id;

    /// <summary>Stderr so far.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    /// <summary>Resident size now, in MiB.</summary>
    public double ResidentMemory => Status("VmRSS:") / 1024.0;

    /// <summary>Largest resident size so far, in MiB.</summary>
    public double PeakMemory => Status("VmHWM:") / 1024.0;

    public int Threads => (int)Status("Threads:");

    /// <summary>Open files and sockets.</summary>
    public int Descriptors => Directory.GetFiles($"/proc/{Pid}/fd").Length;

    public static Task<HttpProcess> StartAsync(string redisUrl, params string[] arguments) => StartAsync(redisUrl, null, arguments);

    public static Task<HttpProcess> StartAsync(string redisUrl, IReadOnlyDictionary<string, string>? environment, string[] arguments) =>
        StartAsync(BuiltProgram.Start(["http", "--listen", "127.0.0.1:0", .. arguments], redisUrl, environment));

    /// <summary>As a container host starts it: told by its environment alone where to listen.</summary>
    public static Task<HttpProcess> StartAsync(string redisUrl, IReadOnlyDictionary<string, string> environment) => StartAsync(BuiltProgram.Start(["http"], redisUrl, environment));

    private static async Task<HttpProcess> StartAsync(ProcessStartInfo start)
    {
        var server = new HttpProcess(start);
        try
        {
            server.Url = await server._listening.Task.WaitAsync(TestTimeout.Token());
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public void Signal(int signal) => Signals.Send(Pid, signal);

    public async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync(TestTimeout.Token());
        await _reader.WaitAsync(TestTimeout.Token());
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }

    private async Task KeepErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_errors)
            {
                _errors.AppendLine(line);
            }
            if (Announced().Match(line) is { Success: true } match)
            {
                _listening.TrySetResult(new Uri(match.Groups[1].Value));
            }
        }
        _listening.TrySetException(new InvalidOperationException($"The program ended before it listened.\n{Errors}"));
    }

    private long Status(string name)
    {
        string line = File.ReadLines($"/proc/{Pid}/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"MCP at (http://\S+?/mcp)")]
    private static partial Regex Announced();
}
