using McpRedis.Rdb;

namespace McpRedis.Tests.Rdb;

/// <summary>Files with a value of every type and a record of every kind, of both flavours.</summary>
internal static class HandMadeFiles
{
    public static byte[] Redis { get; } = Make("REDIS0015", valkey: false);

    public static byte[] Valkey { get; } = Make("VALKEY080", valkey: true);

    private static byte[] Make(string header, bool valkey)
    {
        RdbFile file = new RdbFile(header).Hex("fa 09 72656469732d766572 05 382e302e30 f5 03 616263 f7 05 02 02 05 01 61 00 fe 00 fb 30 05");
        file = valkey ? file.Hex("f3 03 6a6f62 01 00 40 ff") : file.Hex("f2 07 02 01 61 01 62 f3 01 00000001 05 01 61 00");
        foreach (ITheoryDataRow row in RdbValueTests.Values)
        {
            object?[] data = row.GetData();
            var type = (RdbType)(int)data[0]!;
            // In a file a reference has a template, and Valkey has its own 22 and nothing beyond.
            if (type is RdbType.HashTemplateListpackReference || (type >= RdbType.Hash22 && valkey != (bool)data[1]!))
            {
                continue;
            }
            file.Hex("fc 0011223344556677 f9 05").Key($"key-of-{data[0]}", type, Bytes.OfHex((string)data[2]!));
        }
        if (!valkey)
        {
            file.Key("reference", RdbType.HashTemplateArrayReference, Bytes.OfHex("07 01 31 c0 05"))
                .Key("packed", RdbType.HashTemplateListpackReference, Bytes.OfHex("0e 0e000000 0300 07 01 8131 02 32 01 ff"));
        }
        return file.Hex("fe 0f fd 00010203 f8 40 ff 00 c3 05 0a 0061e00000 c0 05").Key("last", "v").ToArray();
    }
}
