using System.Diagnostics;
using McpRedis.EndToEnd.Stdio;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd.Deployment;

/// <summary><c>mcp-redis http</c> as a container host starts it: told by its environment alone where to listen.</summary>
internal sealed class ServingProgram : IAsyncDisposable
{
    private readonly Process _process;

    private ServingProgram(Process process, Uri address) => (_process, Address) = (process, address);

    /// <summary>Where it says it serves, <c>http://127.0.0.1:8080/mcp</c>.</summary>
    public Uri Address { get; }

    /// <summary>Returns when it says that it serves.</summary>
    public static async Task<ServingProgram> StartAsync(string? redisUrl, IReadOnlyDictionary<string, string> environment)
    {
        var process = Process.Start(BuiltProgram.Start(["http"], redisUrl, environment)) ?? throw new InvalidOperationException("the program did not start");
        var said = new List<string>();
        while (await process.StandardError.ReadLineAsync(TestTimeout.Token()) is { } line)
        {
            said.Add(line);
            if (line.IndexOf("MCP at ", StringComparison.Ordinal) is var at and >= 0)
            {
                _ = process.StandardError.ReadToEndAsync();
                return new ServingProgram(process, new Uri(line[(at + "MCP at ".Length)..]));
            }
        }
        throw new InvalidOperationException($"It does not serve: {string.Join('\n', said)}");
    }

    public void Signal(int signal) => Signals.Send(_process.Id, signal);

    public async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync(TestTimeout.Token());
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
}
