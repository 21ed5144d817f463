using System.Text;
using McpRedis.Rdb;
using McpRedis.Rdb.Transcoding;
using McpRedis.Tests.Rdb.Packed;

namespace McpRedis.Tests.Rdb.Elements;

/// <summary>Values made by hand: those that no server here writes any more, or not yet.</summary>
internal static class SampleValues
{
    /// <summary>2100, so that no field expires while tests run.</summary>
    public const long LaterMs = 4_102_444_800_000;

    /// <summary>Types that a server of today still reads, each with what it holds: a=1, b=two, in the shape's own way.</summary>
    public static IReadOnlyList<(RdbType Type, byte[] Value)> Old { get; } =
    [
        (RdbType.List, Make(e => Strings(e, "1", "two", "1"))),
        (RdbType.Set, Make(e => Strings(e, "1", "two"))),
        (RdbType.Hash, Make(e => { e.Length(2); Texts(e, "a", "1", "b", "two"); })),
        (RdbType.ZSet, Make(e =>
        {
            e.Length(4);
            Texts(e, "a", "3.5");
            Texts(e, "b", "-1e+300");
            Texts(e, "c");
            e.Byte(254);
            Texts(e, "d");
            e.Byte(255);
        })),
        (RdbType.ZSet2, Make(e => { e.Length(2); Texts(e, "a"); e.Double(0.1); Texts(e, "b"); e.Double(double.NegativeInfinity); })),
        (RdbType.HashZipmap, Make(e => e.String(PackedBytes.Zipmap("a", "1", "b", "two")))),
        (RdbType.ListZiplist, Make(e => e.String(PackedBytes.Ziplist(1, "two", 1)))),
        (RdbType.SetIntset, Make(e => e.String(PackedBytes.Intset(2, 1, 2, 1000)))),
        (RdbType.ZSetZiplist, Make(e => e.String(PackedBytes.Ziplist("b", -7, "a", "3.5")))),
        (RdbType.HashZiplist, Make(e => e.String(PackedBytes.Ziplist("a", 1, "b", "two")))),
        (RdbType.ListQuicklist, Make(e => { e.Length(2); e.String(PackedBytes.Ziplist(1, "two")); e.String(PackedBytes.Ziplist(1)); })),
        (RdbType.ListQuicklist2, Make(e =>
        {
            e.Length(2);
            e.Length(2);
            e.String(PackedBytes.Listpack(1, "two"));
            e.Length(1);
            e.String("1"u8);
        })),
        (RdbType.Stream, Stream(RdbType.Stream)),
        (RdbType.Stream2, Stream(RdbType.Stream2)),
    ];

    /// <summary>Types newer than any server here.</summary>
    public static IReadOnlyList<(RdbType Type, byte[] Value)> New { get; } =
    [
        (RdbType.Stream5, Stream(RdbType.Stream5)),
        (RdbType.Array, Make(e =>
        {
            e.Length(4);
            e.Length(1);
            e.Length(9);
            e.Length(0);
            e.Length(0);
            e.String("zero"u8);
            e.Length(1);
            e.Length(1);
            e.Int64(-5);
            e.Length(5);
            e.Length(2);
            e.Double(2.5);
            e.Length(1_000_000);
            e.Length(3);
            e.String("far"u8);
        })),
        (RdbType.HashTemplateListpack, Make(e => { e.Length(0); e.String(PackedBytes.Listpack("a", "b")); e.String(PackedBytes.Listpack(7, 1, "two")); })),
        (RdbType.HashTemplateListpack, Make(e => { e.Length(1); Strings(e, "a", "b"); e.String(PackedBytes.Listpack(7, 1, "two")); })),
        (RdbType.HashTemplateArray, Make(e => { e.Length(0); e.String(PackedBytes.Listpack("a", "b")); Texts(e, "1", "two"); })),
        (RdbType.HashTemplateArray, Make(e => { e.Length(1); Strings(e, "a", "b"); Texts(e, "1", "two"); })),
        (RdbType.Gcra, Make(e => e.Length(1UL << 40))),
    ];

    public static byte[] Make(Action<RdbEncoder> write)
    {
        var encoder = new RdbEncoder();
        write(encoder);
        return encoder.Written.ToArray();
    }

    public static void Texts(RdbEncoder encoder, params string[] texts)
    {
        foreach (string text in texts)
        {
            encoder.String(Encoding.UTF8.GetBytes(text));
        }
    }

    /// <summary>As the release candidates of Redis 7.4 wrote it: a, b with a TTL, and c, which has expired.</summary>
    public static byte[] PreReleaseHash() => Make(e =>
    {
        e.Length(3);
        Ttl(e, 0, "a", "1");
        Ttl(e, LaterMs, "b", "two");
        Ttl(e, 1, "c", "3");
    });

    /// <summary>The same, by Valkey 9.</summary>
    public static byte[] ValkeyHash() => Make(e =>
    {
        e.Length(3);
        foreach ((string name, string value, long ttl) in new[] { ("a", "1", -1), ("b", "two", LaterMs), ("c", "3", 1L) })
        {
            Texts(e, name, value);
            e.Int64(ttl);
        }
    });

    /// <summary>The same, by Redis 7.4.</summary>
    public static byte[] RedisHash() => Make(e =>
    {
        e.Int64(1);
        e.Length(3);
        Ttl(e, 0, "a", "1");
        Ttl(e, LaterMs, "b", "two"); // earliest + ttl - 1
        Ttl(e, 1, "c", "3");
    });

    /// <summary>Packed, with the earliest TTL before it or, in a release candidate, without.</summary>
    public static byte[] PackedHash(bool withEarliest) => Make(e =>
    {
        if (withEarliest)
        {
            e.Int64(1);
        }
        e.String(PackedBytes.Listpack("c", 3, 1, "b", "two", LaterMs, "a", 1, 0));
    });

    /// <summary>
    /// Entries 5-1 (x=1), 5-2 (deleted), 6-0 (y=2, z=3); group g at 5-1 with consumers alice, who has 5-1, and bob, who has nothing; from type 27 on
    /// 6-0 was given back.
    /// </summary>
    public static byte[] Stream(RdbType type) => Make(e =>
    {
        e.Length(1);
        e.String(Bytes.OfHex("0000000000000005 0000000000000001"));
        e.String(PackedBytes.Listpack(
            2, 1, 1, "x", 0,
            2, 0, 0, 1, 4,
            3, 0, 1, 9, 4,
            0, 1, -1, 2, "y", 2, "z", 3, 8));
        Lengths(e, 2, 6, 0); // length, last id
        if (type >= RdbType.Stream2)
        {
            Lengths(e, 5, 1, 5, 2, 3); // first id, largest deleted, added
        }
        e.Length(1);
        e.String("g"u8);
        Lengths(e, 5, 1);
        if (type >= RdbType.Stream2)
        {
            e.Length(1);
        }
        bool nacked = type == RdbType.Stream5;
        e.Length(nacked ? 2UL : 1);
        Pending(e, "0000000000000005 0000000000000001", 1_700_000_000_000, 3);
        if (nacked)
        {
            Pending(e, "0000000000000006 0000000000000000", 1_700_000_000_001, 1);
        }
        e.Length(2);
        Consumer(e, type, "alice", "0000000000000005 0000000000000001");
        Consumer(e, type, "bob", "");
        if (nacked)
        {
            e.Length(1);
            e.Bytes(Bytes.OfHex("0000000000000006 0000000000000000"));
        }
        if (type >= RdbType.Stream4)
        {
            Lengths(e, 100, 1000, 1); // duration, most, producers
            e.String("p"u8);
            e.Length(1);
            e.String("iid"u8);
            Lengths(e, 5, 1, 1, 0); // its entry; added, duplicates
        }
    });

    private static void Lengths(RdbEncoder encoder, params ulong[] numbers)
    {
        foreach (ulong number in numbers)
        {
            encoder.Length(number);
        }
    }

    private static void Strings(RdbEncoder encoder, params string[] texts)
    {
        encoder.Length((ulong)texts.Length);
        Texts(encoder, texts);
    }

    private static void Ttl(RdbEncoder encoder, long ttl, string field, string value)
    {
        encoder.Length((ulong)ttl);
        Texts(encoder, field, value);
    }

    private static void Pending(RdbEncoder encoder, string id, long atMs, ulong deliveries)
    {
        encoder.Bytes(Bytes.OfHex(id));
        encoder.Int64(atMs);
        encoder.Length(deliveries);
    }

    private static void Consumer(RdbEncoder encoder, RdbType type, string name, string pending)
    {
        Texts(encoder, name);
        encoder.Int64(1_700_000_000_000);
        if (type >= RdbType.Stream3)
        {
            encoder.Int64(1_700_000_000_000);
        }
        byte[] ids = Bytes.OfHex(pending);
        encoder.Length((ulong)ids.Length / 16);
        encoder.Bytes(ids);
    }
}
