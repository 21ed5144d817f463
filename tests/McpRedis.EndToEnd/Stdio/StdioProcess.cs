using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd.Stdio;

/// <summary>
/// The program behind its pipes, spoken to in raw lines so that a test can say what no client library would. What it prints is
/// sorted as it comes: answers to those who wait for their id, other messages to <see cref="NextUnclaimedAsync"/>, and
/// whatever is not a JSON-RPC message to <see cref="StrayLines"/>.
/// </summary>
internal sealed class StdioProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonElement>> _waiting = new();
    private readonly Channel<JsonElement> _unclaimed = Channel.CreateUnbounded<JsonElement>();
    private readonly ConcurrentQueue<string> _stray = new();
    private readonly StringBuilder _errors = new();
    private readonly StringBuilder? _output;
    private readonly Task _readers;
    private long _id = 1000; // above the ids that tests choose themselves

    private StdioProcess(ProcessStartInfo start, bool keepOutput)
    {
        _output = keepOutput ? new StringBuilder() : null;
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start");
        _readers = Task.WhenAll(SortOutputAsync(), KeepErrorsAsync());
    }

    public int Pid => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Stdout lines that are no JSON-RPC message. There must never be any.</summary>
    public IReadOnlyList<string> StrayLines => [.. _stray];

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

    /// <summary>All of stdout, once the program has ended; kept only on request.</summary>
    public string Output => (_output ?? throw new InvalidOperationException("start it with keepOutput")).ToString();

    /// <summary>Largest resident size so far, in MiB.</summary>
    public double PeakMemory => Memory("VmHWM:");

    /// <summary>Resident size now, in MiB.</summary>
    public double ResidentMemory => Memory("VmRSS:");

    public static StdioProcess Start(string? redisUrl, params string[] arguments) => new(BuiltProgram.Start(arguments, redisUrl), keepOutput: false);

    public static StdioProcess Start(ProcessStartInfo start, bool keepOutput = false) => new(start, keepOutput);

    /// <summary>Started and through the handshake.</summary>
    public static async Task<StdioProcess> ConnectAsync(string? redisUrl, params string[] arguments)
    {
        var process = Start(redisUrl, arguments);
        await process.InitializeAsync();
        return process;
    }

    public async Task InitializeAsync()
    {
        await RequestAsync("initialize", new { protocolVersion = "2025-06-18", capabilities = new { }, clientInfo = new { name = "end-to-end", version = "1" } });
        await SendAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
    }

    /// <summary>The whole answer, which is a result or an error.</summary>
    public async Task<JsonElement> RequestAsync(string method, object? parameters = null)
    {
        long id = Interlocked.Increment(ref _id);
        var answer = AnswerTo(id.ToString(CultureInfo.InvariantCulture));
        await SendAsync(JsonSerializer.Serialize(new { jsonrpc = "2.0", id, method, @params = parameters ?? new { } }));
        return await answer;
    }

    /// <summary>Calls a tool; a refusal of the request itself throws <see cref="ProtocolErrorException"/>.</summary>
    public async Task<ToolReply> CallAsync(string tool, object arguments)
    {
        var answer = await RequestAsync("tools/call", new { name = tool, arguments });
        return answer.TryGetProperty("error", out var error) ? throw new ProtocolErrorException(error) : new ToolReply(answer.GetProperty("result"));
    }

    /// <summary>A call that must succeed.</summary>
    public async Task<ToolReply> SucceedAsync(string tool, object arguments)
    {
        var reply = await CallAsync(tool, arguments);
        Assert.False(reply.IsError, $"{tool}: {reply}");
        return reply;
    }

    public async Task<IReadOnlyList<JsonElement>> ListToolsAsync() =>
        [.. (await RequestAsync("tools/list")).GetProperty("result").GetProperty("tools").EnumerateArray()];

    /// <summary>The answer that will carry this id, written as JSON (<c>7</c>, <c>"seven"</c>). Ask before sending.</summary>
    public Task<JsonElement> AnswerTo(string id)
    {
        var source = _waiting.GetOrAdd(id, _ => new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously));
        return source.Task.WaitAsync(TestTimeout.Token());
    }

    /// <summary>The next message nobody waits for: a notification, or an answer without an id.</summary>
    public async Task<JsonElement> NextUnclaimedAsync() => await _unclaimed.Reader.ReadAsync(TestTimeout.Token());

    /// <summary>A message nobody waits for, if one has come.</summary>
    public bool TryNextUnclaimed(out JsonElement message) => _unclaimed.Reader.TryRead(out message);

    public Task SendAsync(string line) => SendAsync(Encoding.UTF8.GetBytes(line + "\n"));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        await _writing.WaitAsync(TestTimeout.Token());
        try
        {
            await _process.StandardInput.BaseStream.WriteAsync(bytes, TestTimeout.Token());
            await _process.StandardInput.BaseStream.FlushAsync(TestTimeout.Token());
        }
        finally
        {
            _writing.Release();
        }
    }

    public void CloseInput() => _process.StandardInput.BaseStream.Close();

    public void Signal(int signal) => Signals.Send(Pid, signal);

    /// <summary>The exit code, once the process is gone and all it said is read.</summary>
    public async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync(TestTimeout.Token());
        await _readers.WaitAsync(TestTimeout.Token());
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
        _writing.Dispose();
    }

    private async Task SortOutputAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            _output?.AppendLine(line);
            if (AsMessage(line) is not { } message)
            {
                _stray.Enqueue(line);
            }
            else if (message.TryGetProperty("id", out var id) && !message.TryGetProperty("method", out _) && _waiting.TryRemove(id.GetRawText(), out var source))
            {
                source.SetResult(message);
            }
            else
            {
                _unclaimed.Writer.TryWrite(message);
            }
        }
        foreach (var source in _waiting.Values)
        {
            source.TrySetException(new EndOfStreamException($"The program ended its output without an answer.\n{Errors}"));
        }
        _unclaimed.Writer.TryComplete();
    }

    private async Task KeepErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_errors)
            {
                _errors.AppendLine(line);
            }
        }
    }

    private static JsonElement? AsMessage(string line)
    {
        try
        {
            var message = JsonElement.Parse(line);
            return message.ValueKind == JsonValueKind.Object && message.TryGetProperty("jsonrpc", out var version) && version.ValueEquals("2.0") ? message : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private double Memory(string name)
    {
        string line = File.ReadLines($"/proc/{Pid}/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0;
    }
}
