using System.Globalization;
using McpRedis.Rdb.Canonical;
using McpRedis.Rdb.Elements;
using McpRedis.Redis;

namespace McpRedis.Migration.Compare;

/// <summary>Reads a stream by plain commands: its entries page by page, the rest from XINFO STREAM FULL, which alone tells when something was delivered.</summary>
internal sealed class StreamQuery(CanonicalKeys keys, int chunkBytes)
{
    // FULL gives as many entries as pending ones, so what is pending bounds the reply.
    private const long MostPending = 10_000;

    /// <returns>Null for a stream that changed meanwhile.</returns>
    /// <exception cref="Faults.Fault">The server refused it, or too much is pending.</exception>
    public async Task<CanonicalForm?> ReadAsync(AskedKey key, long sizeBytes)
    {
        long length = (await key.AskAsync("XLEN")).Integer;
        var builder = new CanonicalBuilder(keys, RdbShape.Stream);
        int step = CommandReader.Step(chunkBytes, sizeBytes, length);
        string from = "-";
        while (true)
        {
            var entries = (await key.AskAsync(RedisCommand.Of("XRANGE").Key(key.Name).Arg(from).Arg("+").Arg("COUNT").Arg(step))).ItemArray;
            foreach (var entry in entries)
            {
                Add(builder, entry);
            }
            if (entries.Length == 0)
            {
                break;
            }
            from = "(" + entries[^1][0].Text;
        }
        long pending = (await key.AskAsync("XINFO GROUPS")).ItemArray.Select(group => Greeting.Field(group, "pending").Integer).DefaultIfEmpty(0).Max();
        if (pending > MostPending)
        {
            throw new Faults.Fault(Faults.ErrorCode.BudgetExceeded, $"A group of the stream has {pending} entries pending, more than can be compared by commands.");
        }
        var state = State(await key.AskAsync(RedisCommand.Of("XINFO STREAM").Key(key.Name).Arg("FULL").Arg("COUNT").Arg(Math.Max(1, pending))));
        builder.Stream(state);
        return state.Length == (ulong)length && builder.Count == length ? builder.Build() : null;
    }

    private static void Add(CanonicalBuilder builder, RespValue entry)
    {
        builder.BeginEntry(Id(entry[0].Text));
        var fields = entry[1].ItemArray;
        for (int i = 0; i + 1 < fields.Length; i += 2)
        {
            builder.EntryField(fields[i].Bytes.Span, fields[i + 1].Bytes.Span);
        }
        builder.EndEntry();
    }

    private static StreamState State(RespValue full)
    {
        var added = Greeting.Field(full, "entries-added");
        return new()
        {
            Length = (ulong)Greeting.Field(full, "length").Integer,
            LastId = Id(Greeting.Field(full, "last-generated-id").Text),
            Counters = added.IsNull ? null : new(Id(Greeting.Field(full, "recorded-first-entry-id").Text), Id(Greeting.Field(full, "max-deleted-entry-id").Text), (ulong)added.Integer),
            Groups = [.. Greeting.Field(full, "groups").ItemArray.Select(Group)],
        };
    }

    // pending (pel on other servers): [[id, consumer, delivered at, deliveries] …]
    private static StreamGroup Group(RespValue group)
    {
        StreamConsumer[] consumers = [.. Greeting.Field(group, "consumers").ItemArray.Select(consumer => new StreamConsumer(Greeting.Field(consumer, "name").Bytes.ToArray(), 0, null))];
        var read = Greeting.Field(group, "entries-read");
        var pending = Greeting.Field(group, "pending") is { IsAggregate: true } list ? list : Greeting.Field(group, "pel");
        return new(
            Greeting.Field(group, "name").Bytes.ToArray(),
            Id(Greeting.Field(group, "last-delivered-id").Text),
            read.IsNull ? null : (ulong)read.Integer,
            [.. pending.ItemArray.Select(entry => new StreamPending(Id(entry[0].Text), entry[2].Integer, (ulong)entry[3].Integer, Owner(entry[1])))],
            consumers);

        int Owner(RespValue name) => Array.FindIndex(consumers, consumer => consumer.Name.AsSpan().SequenceEqual(name.Bytes.Span));
    }

    private static StreamId Id(string text)
    {
        int dash = text.IndexOf('-', StringComparison.Ordinal);
        return new(ulong.Parse(text.AsSpan(0, dash), CultureInfo.InvariantCulture), ulong.Parse(text.AsSpan(dash + 1), CultureInfo.InvariantCulture));
    }
}
