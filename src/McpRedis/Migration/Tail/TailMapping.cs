using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using McpRedis.Faults;
using McpRedis.Migration.Copying;
using McpRedis.Migration.Selection;
using McpRedis.Rdb;
using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Tail;

/// <summary>
/// Makes of a command of the stream the one for the target: only keys that are chosen, under their new names. Where a command is about some that are chosen and some
/// that are not, and is not merely a list of keys, what it does on the source cannot be done on the target: the chosen keys are told to be looked at again.
/// </summary>
internal sealed class TailMapping(TailOptions options)
{
    // Lists of keys, each for itself: how many words belong to one.
    private static readonly Dictionary<string, int> Lists = new(StringComparer.Ordinal) { ["DEL"] = 1, ["UNLINK"] = 1, ["MSET"] = 2 };

    private readonly IPayloadTranscoder? _transcoder = options.Transcoder?.Invoke();

    /// <param name="entry">Of the command.</param>
    /// <param name="words">All of it, name included; memory that stays.</param>
    /// <param name="database">Of the source.</param>
    /// <param name="offset">Where it ends.</param>
    /// <param name="to">Takes what the target gets; nothing where none of it is chosen.</param>
    /// <exception cref="Fault">unsupported_by_server: it cannot be told which keys it is about.</exception>
    public void Map(CommandEntry entry, IReadOnlyList<ReadOnlyMemory<byte>> words, int database, long offset, TailBatch to)
    {
        IReadOnlyList<int> places = CommandKeys.Of(entry, words);
        if (places.Count == 0)
        {
            throw new Fault(ErrorCode.UnsupportedByServer, $"The stream of the source holds {entry.Name}, and which keys that is about cannot be told.", "Copy once more without it, or compare afterwards.");
        }
        KeySelection selection = options.Selection;
        if (!selection.Mapping.TryMapDatabase(database, out int number))
        {
            return;
        }
        List<int> chosen = [.. places.Where(place => selection.Filter.TakesKey(words[place].Span))];
        if (Lists.TryGetValue(entry.Name, out int step))
        {
            // Each for itself: they may belong to different servers.
            foreach (int place in chosen)
            {
                byte[] name = selection.Mapping.NameOf(database, words[place].Span);
                to.Add(new(entry.Name, [name, .. Enumerable.Range(place + 1, step - 1).Select(value => words[value])], name, number, offset));
            }
            return;
        }
        ReadOnlyMemory<byte>[] mapped = [.. words];
        foreach (int place in chosen)
        {
            mapped[place] = selection.Mapping.NameOf(database, words[place].Span);
        }
        bool isWhole = chosen.Count == places.Count && (selection.Mapping.KeepsDatabases || !CrossesDatabases(entry, words));
        if (chosen.Count > 0 && isWhole && (entry.Name != "RESTORE" || TryPayload(mapped)))
        {
            to.Add(new(entry.Name, mapped[entry.NameLength..], mapped[places[0]].ToArray(), number, offset)
            {
                Slots = [.. chosen.Select(place => KeySlot.Of(mapped[place].Span)).Distinct()],
            });
            return;
        }
        foreach (int place in chosen)
        {
            to.Doubt(new(number, mapped[place].ToArray(), entry.Name));
        }
    }

    // MOVE key db, COPY source destination [DB db]: numbers that the map of databases would change.
    private static bool CrossesDatabases(CommandEntry entry, IReadOnlyList<ReadOnlyMemory<byte>> words) =>
        entry.Name == "MOVE" || (entry.Name == "COPY" && words.Skip(3).Any(word => Ascii.EqualsIgnoreCase(word.Span, "DB"u8)));

    // RESTORE key ttl payload …: made for the target, with a checksum. Newer servers send themselves payloads with none.
    private bool TryPayload(ReadOnlyMemory<byte>[] words)
    {
        if (words.Length < 4)
        {
            return false;
        }
        var made = new ArrayBufferWriter<byte>();
        switch (_transcoder?.Convert(words[3].Span, made, out _) ?? PayloadOutcome.Same)
        {
            case PayloadOutcome.Converted:
                words[3] = made.WrittenMemory;
                return true;
            case PayloadOutcome.Same:
                words[3] = WithChecksum(words[3]);
                return true;
            default:
                return false;
        }
    }

    internal static ReadOnlyMemory<byte> WithChecksum(ReadOnlyMemory<byte> payload)
    {
        const int ChecksumBytes = sizeof(ulong);
        if (payload.Length <= DumpPayload.FooterSize || BinaryPrimitives.ReadUInt64LittleEndian(payload.Span[^ChecksumBytes..]) != 0)
        {
            return payload;
        }
        byte[] copy = payload.ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(copy.AsSpan(^ChecksumBytes..), Crc64.Append(0, copy.AsSpan(..^ChecksumBytes)));
        return copy;
    }
}
