using System.Diagnostics;
using System.Text;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd.Stdio;

/// <summary>The program under test on a terminal of its own, made by script(1): what it shows, and keys to press.</summary>
internal sealed class TerminalProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _shown = new();
    private readonly Task _reading;

    private TerminalProcess(Process process) => (_process, _reading) = (process, ReadAsync(process.StandardOutput));

    public static bool IsPossible => OperatingSystem.IsLinux() && ServerSource.OnPath("script") is not null;

    public static TerminalProcess Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        ProcessStartInfo start = BuiltProgram.Start(arguments, null, environment);
        string line = string.Join(' ', new[] { start.FileName }.Concat(start.ArgumentList).Select(word => $"'{word}'"));
        start.FileName = "script";
        start.ArgumentList.Clear();
        foreach (string argument in (string[])["-q", "-e", "-c", line, "/dev/null"])
        {
            start.ArgumentList.Add(argument);
        }
        return new(Process.Start(start)!);
    }

    /// <summary>All that was shown so far.</summary>
    public string Shown
    {
        get
        {
            lock (_shown)
            {
                return _shown.ToString();
            }
        }
    }

    /// <summary>Waits until it shows something, and presses keys then.</summary>
    public async Task AnswerAsync(string shown, string keys)
    {
        await UntilAsync(shown);
        await _process.StandardInput.WriteAsync(keys);
        await _process.StandardInput.FlushAsync(TestTimeout.Token());
    }

    public Task UntilAsync(string shown) => TestTimeout.UntilAsync($"it shows '{shown}'", () => !_reading.IsCompleted || Shown.Contains(shown, StringComparison.Ordinal)
        ? Task.FromResult(Shown.Contains(shown, StringComparison.Ordinal))
        : throw new InvalidOperationException($"It ended without: {Shown}"));

    /// <summary>Waits for its end; its exit code.</summary>
    public async Task<int> EndAsync()
    {
        await _reading.WaitAsync(TestTimeout.Token());
        await _process.WaitForExitAsync(TestTimeout.Token());
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }
        _process.Dispose();
    }

    private async Task ReadAsync(StreamReader output)
    {
        char[] buffer = new char[4096];
        int read;
        while ((read = await output.ReadAsync(buffer, TestTimeout.Token())) > 0)
        {
            lock (_shown)
            {
                _shown.Append(buffer, 0, read);
            }
        }
    }
}
