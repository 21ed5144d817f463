using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace McpRedis.Benchmarks;

/// <summary>
/// A running subject behind its own pipes. Reads and writes are plain blocking system calls over one large buffer;
/// lines are found by scanning for the newline and JSON is not parsed, so that the measuring costs microseconds
/// (the tables show its cost as the row of <c>cat</c>).
/// </summary>
internal sealed class PipedServer : IDisposable
{
    private readonly Process _process;
    private readonly Stream _in, _out;
    private readonly byte[] _buffer = new byte[1 << 20];
    private readonly byte[] _request = new byte[1 << 16];
    private readonly byte[] _callHead, _callTail, _marker;
    private readonly StringBuilder _errors = new();
    private int _start, _end;
    private long _id = 10;

    public PipedServer(Subject subject)
    {
        var start = new ProcessStartInfo(subject.Command, subject.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["REDIS_URL"] = subject.Redis;
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{subject.Name} did not start");
        _in = _process.StandardInput.BaseStream;
        _out = _process.StandardOutput.BaseStream;
        _process.ErrorDataReceived += (_, line) => _errors.AppendLine(line.Data);
        _process.BeginErrorReadLine();
        _callHead = """{"jsonrpc":"2.0","id":"""u8.ToArray();
        _callTail = Encoding.UTF8.GetBytes(
            $$$""","method":"tools/call","params":{"name":"{{{subject.Tool}}}","arguments":{{{subject.ToolArguments}}}}}""" + "\n");
        _marker = Encoding.UTF8.GetBytes(subject.Marker);
    }

    /// <summary>The handshake as a client does it: it waits for the answer before it goes on.</summary>
    public void Initialize()
    {
        Send("""{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"bench","version":"1"}}}""");
        Expect("\"protocolVersion\""u8);
        Send("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
    }

    public void ListTools()
    {
        Send("""{"jsonrpc":"2.0","id":2,"method":"tools/list"}""");
        Expect("\"inputSchema\""u8);
    }

    /// <summary>One call after the other; the time of each in <paramref name="ticks"/>.</summary>
    public void CallOneByOne(Span<long> ticks)
    {
        foreach (ref long tick in ticks)
        {
            long begin = Stopwatch.GetTimestamp();
            _in.Write(_request.AsSpan(0, AddCall(0)));
            Expect(_marker);
            tick = Stopwatch.GetTimestamp() - begin;
        }
    }

    /// <summary>
    /// Keeps <paramref name="window"/> calls in flight until <paramref name="calls"/> are answered. For as many answers as
    /// one read brings, one write sends new calls: requests in flight always fit the pipe, so neither side can block the other.
    /// </summary>
    public TimeSpan CallPipelined(int calls, int window)
    {
        long begin = Stopwatch.GetTimestamp();
        int sent = 0, answered = 0, room = window;
        while (answered < calls)
        {
            int length = 0;
            for (; room > 0 && sent < calls; room--, sent++)
            {
                length = AddCall(length);
            }
            if (length > 0)
            {
                _in.Write(_request.AsSpan(0, length));
            }
            do
            {
                Expect(_marker);
                (answered, room) = (answered + 1, room + 1);
            }
            while (answered < calls && HasLine);
        }
        return Stopwatch.GetElapsedTime(begin);
    }

    /// <summary>Sends as many calls as fast as the pipe takes them, and reads the answers meanwhile; the ids answered, in the order of the answers.</summary>
    public (IReadOnlyList<long> Ids, TimeSpan Took) CallAtOnce(int calls)
    {
        List<byte[]> lines = [];
        long begin = Stopwatch.GetTimestamp();
        var writing = Task.Run(() =>
        {
            for (int i = 0; i < calls; i++)
            {
                _in.Write(_request.AsSpan(0, AddCall(0)));
            }
        });
        while (lines.Count < calls)
        {
            lines.Add(ReadLine().ToArray());
        }
        var took = Stopwatch.GetElapsedTime(begin);
        writing.Wait();
        return ([.. lines.Select(IdOfResult)], took);
    }

    private static long IdOfResult(byte[] line)
    {
        using var answer = JsonDocument.Parse(line);
        return answer.RootElement.TryGetProperty("result", out _) ? answer.RootElement.GetProperty("id").GetInt64() : -1;
    }

    /// <summary>Largest resident size the process ever had, in KiB.</summary>
    public long PeakMemory()
    {
        string line = File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _in.Dispose();
        // A server that ignores the end of its input (one of the peers does) is ended.
        if (!_process.WaitForExit(2000))
        {
            _process.Kill();
            _process.WaitForExit();
        }
        _process.Dispose();
    }

    private bool HasLine => _buffer.AsSpan(_start, _end - _start).Contains((byte)'\n');

    private void Send(string line) => _in.Write(Encoding.UTF8.GetBytes(line + "\n"));

    private int AddCall(int at)
    {
        _callHead.CopyTo(_request.AsSpan(at));
        at += _callHead.Length;
        _ = _id++.TryFormat(_request.AsSpan(at), out int digits, provider: CultureInfo.InvariantCulture);
        at += digits;
        _callTail.CopyTo(_request.AsSpan(at));
        return at + _callTail.Length;
    }

    private void Expect(ReadOnlySpan<byte> marker)
    {
        var line = ReadLine();
        if (line.IndexOf(marker) < 0)
        {
            throw new InvalidOperationException($"unexpected answer of {_process.StartInfo.FileName}: {Encoding.UTF8.GetString(line)}\n{_errors}");
        }
    }

    private ReadOnlySpan<byte> ReadLine()
    {
        int scanned = _start;
        while (true)
        {
            int newline = _buffer.AsSpan(scanned, _end - scanned).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                var line = _buffer.AsSpan(_start, scanned + newline - _start);
                _start = scanned + newline + 1;
                return line;
            }
            scanned = _end - _start;
            _buffer.AsSpan(_start, scanned).CopyTo(_buffer);
            (_start, _end) = (0, scanned);
            int read = _out.Read(_buffer.AsSpan(_end));
            if (read == 0)
            {
                throw new InvalidOperationException($"{_process.StartInfo.FileName} closed its output\n{_errors}");
            }
            _end += read;
        }
    }
}
