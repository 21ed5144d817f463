using System.Text;
using McpRedis.Stdio;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Stdio;

public sealed class LineWriterTests
{
    [Fact]
    public void Line_gets_its_end()
    {
        using var output = new MemoryStream();
        var writer = new LineWriter(output);
        writer.Write("{}"u8);
        writer.Write(""u8);
        writer.Write("é"u8);
        Assert.Equal("{}\n\né\n", Encoding.UTF8.GetString(output.ToArray()));
    }

    [Fact]
    public void Lines_of_many_threads_never_mix_and_none_is_lost()
    {
        const int Threads = 8, Lines = 2_000;
        using var output = new MemoryStream();
        var writer = new LineWriter(output);
        var threads = Enumerable.Range(0, Threads).Select(t => new Thread(() =>
        {
            for (int i = 0; i < Lines; i++)
            {
                writer.Write(Encoding.UTF8.GetBytes($"{t}:{i}:{new string((char)('a' + t), i % 300)}"));
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        string[] written = Encoding.UTF8.GetString(output.ToArray()).Split('\n');
        Assert.Equal(Threads * Lines + 1, written.Length);
        for (int t = 0; t < Threads; t++)
        {
            // Of one thread they are also in order.
            Assert.Equal(Enumerable.Range(0, Lines).Select(i => $"{t}:{i}:{new string((char)('a' + t), i % 300)}"), written.Where(line => line.StartsWith($"{t}:", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task Who_comes_while_another_writes_does_not_wait()
    {
        using var output = new Gate();
        var writer = new LineWriter(output);
        var first = Task.Run(() => writer.Write("first"u8));
        await output.Entered.WaitAsync(TestTimeout.Token());
        writer.Write("second"u8);   // would hang here if it waited
        Assert.Equal(0, output.Length);
        output.Open();
        await first.WaitAsync(TestTimeout.Token());
        Assert.Equal("first\nsecond\n", Encoding.UTF8.GetString(output.ToArray()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Broken_pipe_is_told_once_and_ends_all_writing(bool disposed)
    {
        int told = 0;
        using var output = new Broken(disposed);
        var writer = new LineWriter(output) { OnBroken = () => told++ };
        writer.Write("a"u8);
        writer.Write("b"u8);
        Assert.Equal((1, true, 1), (told, writer.Broken, output.Attempts));
    }

    [Fact]
    public void Large_lines_are_written_whole()
    {
        using var output = new MemoryStream();
        var writer = new LineWriter(output);
        byte[] line = new byte[5_000_000];
        Array.Fill(line, (byte)'x');
        writer.Write(line);
        writer.Write("y"u8);
        Assert.Equal(5_000_003, output.Length);
    }

    private sealed class Gate : MemoryStream
    {
        private readonly ManualResetEventSlim _open = new();
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Entered => _entered.Task;

        public void Open() => _open.Set();

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            _entered.TrySetResult();
            _open.Wait(TestTimeout.HangGuard);
            base.Write(buffer);
        }

        protected override void Dispose(bool disposing)
        {
            _open.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class Broken(bool disposed) : MemoryStream
    {
        public int Attempts { get; private set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Attempts++;
            throw disposed ? new ObjectDisposedException("pipe") : new IOException("EPIPE");
        }
    }
}
