using System.Globalization;
using System.Text;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Tail;

// A replication stream (Redis 7.0), each a command as a client would send it:
//
//   *2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n           after every full copy, and when the database changes
//   *5\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n$4\r\nPXAT\r\n$13\r\n1800000000000\r\n
//   *1\r\n$5\r\nMULTI\r\n … *1\r\n$4\r\nEXEC\r\n
//   *1\r\n$4\r\nPING\r\n                        every ten seconds
//   *3\r\n$8\r\nREPLCONF\r\n$6\r\nGETACK\r\n$1\r\n*\r\n   counts in the offset like the rest

/// <summary>Reads a stream of changes in steps. Whatever is read counts, also what is not for the target.</summary>
/// <param name="stream">What follows the snapshot.</param>
/// <param name="from">Where it begins.</param>
/// <param name="options">What of it goes over.</param>
internal sealed class TailReader(Stream stream, TailPosition from, TailOptions options) : IDisposable
{
    private readonly RespReplyReader _commands = new(stream, new RespLimits(MaxReplyBytes: options.MaxCommandBytes, MaxDepth: 2));
    private readonly TailMapping _mapping = new(options);
    private int _database = from.Database;
    private long _start;        // of the step, in bytes read
    private int _transaction;   // commands of the step ahead of the one that is open

    /// <summary>The next step, as soon as anything came.</summary>
    /// <exception cref="IOException">The source is lost, or what came is no command.</exception>
    /// <exception cref="Fault">It holds what cannot be carried over.</exception>
    public async Task<TailBatch> NextAsync(CancellationToken cancellationToken)
    {
        var batch = new TailBatch { Offset = from.Offset + _commands.Position, Database = _database };
        for (bool isOpen = false; isOpen || !IsFull(batch);)
        {
            if (!_commands.TryRead())
            {
                if (!isOpen && batch.Offset > from.Offset + _start)
                {
                    break;
                }
                if (!await _commands.ReadAsync(cancellationToken))
                {
                    throw new EndOfStreamException("The source closed the connection.");
                }
            }
            isOpen = Take(batch, isOpen);
            if (batch.StoppedAt is not null)
            {
                break;
            }
        }
        _start = batch.Offset - from.Offset;
        return batch;
    }

    public void Dispose() => _commands.Dispose();

    private bool IsFull(TailBatch batch) => batch.Commands.Count >= options.BatchCommands || batch.Size >= options.BatchBytes;

    // True while within a transaction. The step ends with what is whole.
    private bool Take(TailBatch batch, bool isOpen)
    {
        long offset = from.Offset + _commands.Position;
        ReadOnlyMemory<byte>[] words = Words(_commands.Reply);
        TailAction action = TailRules.Of(words, out CommandEntry? entry);
        switch (action)
        {
            case TailAction.Select:
                _database = Number(words);
                break;
            case TailAction.Begin:
                _transaction = batch.Commands.Count;
                return true;
            case TailAction.End:
                isOpen = false;
                break;
            case TailAction.Forward:
                _mapping.Map(entry!, words, _database, offset, batch);
                break;
            case TailAction.Stop:
                batch.StoppedAt = Name(words);
                batch.CutTo(isOpen ? _transaction : batch.Commands.Count);
                return isOpen;
            case TailAction.Pass:
                batch.IsAsked |= words.Length > 1 && Is(words[0], "REPLCONF"u8) && Is(words[1], "GETACK"u8);
                break;
            default:
                throw new Fault(ErrorCode.UnsupportedByServer, $"The stream of the source holds {Name(words)}, which is not known here: its keys cannot be told.", "Commands of modules are not carried over; copy once, with nobody writing.");
        }
        if (!isOpen)
        {
            (batch.Offset, batch.Database) = (offset, _database);
        }
        return isOpen;
    }

    private static ReadOnlyMemory<byte>[] Words(RespFrame frame)
    {
        if (frame.Kind != RespKind.Array || frame.Count == 0)
        {
            throw new IOException("The source sent something else than a command.");
        }
        var words = new ReadOnlyMemory<byte>[frame.Count];
        int at = 0;
        foreach (RespFrame word in frame)
        {
            words[at++] = word.Bytes.ToArray();
        }
        return words;
    }

    private static int Number(ReadOnlyMemory<byte>[] words) =>
        words.Length == 2 && int.TryParse(words[1].Span, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : throw new IOException("The source selected no database.");

    // A name of the table, or what looks like one.
    private static string Name(ReadOnlyMemory<byte>[] words)
    {
        string name = Encoding.ASCII.GetString(words[0].Span).ToUpperInvariant();
        return name.Length <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-') ? name : "a command";
    }

    private static bool Is(ReadOnlyMemory<byte> word, ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(word.Span, name);
}
