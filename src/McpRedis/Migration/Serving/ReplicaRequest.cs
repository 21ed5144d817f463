using System.Security.Cryptography;
using System.Text;
using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Serving;

// What a server sends that was told to follow us (Redis 7.0, Valkey 9), and what it hears:
//
//   PING                                          -NOAUTH Authentication required.
//   AUTH 3f9c…                                    +OK      (AUTH user 3f9c… where masteruser is set)
//   REPLCONF listening-port 6380                  +OK
//   REPLCONF capa eof capa psync2                 +OK
//   REPLCONF version 9.1.2                        +OK
//   PSYNC ? -1  (SYNC before 2.8)                 +FULLRESYNC 8a6b… 1\r\n$104857600\r\n and so many bytes
//                                                 or to who can "eof": $EOF:8a6b…40 characters\r\n … until these characters come again
//   \n \n \n    while it loads
//   REPLCONF ACK 15    every second               nothing

internal enum ReplicaRequest
{
    Ping,
    Login,
    WrongLogin,
    Setting,

    /// <summary>PSYNC.</summary>
    Data,

    /// <summary>SYNC: the answer has no line ahead of the data.</summary>
    PlainData,

    Unknown,
}

/// <summary>Reads what a replica asks.</summary>
internal static class ReplicaRequests
{
    /// <param name="frame">A command.</param>
    /// <param name="secret">What AUTH must bring.</param>
    public static ReplicaRequest Read(RespFrame frame, byte[] secret)
    {
        if (frame.Kind != RespKind.Array || frame.Count == 0)
        {
            return ReplicaRequest.Unknown;
        }
        RespFrame.Elements words = frame.GetEnumerator();
        ReadOnlySpan<byte> name = words.Next().Bytes;
        return Is(name, "PING"u8) ? ReplicaRequest.Ping
            : Is(name, "REPLCONF"u8) ? ReplicaRequest.Setting
            : Is(name, "PSYNC"u8) ? ReplicaRequest.Data
            : Is(name, "SYNC"u8) ? ReplicaRequest.PlainData
            : !Is(name, "AUTH"u8) || frame.Count is < 2 or > 3 ? ReplicaRequest.Unknown
            : IsSecret(frame, secret) ? ReplicaRequest.Login : ReplicaRequest.WrongLogin;
    }

    /// <summary>Whether a setting says that data of unknown size are taken, which end with a mark.</summary>
    public static bool TakesMark(RespFrame setting)
    {
        bool isCapability = false, takes = false;
        foreach (RespFrame word in setting)
        {
            takes |= isCapability && Is(word.Bytes, "eof"u8);
            isCapability = Is(word.Bytes, "capa"u8);
        }
        return takes;
    }

    private static bool IsSecret(RespFrame auth, byte[] secret)
    {
        ReadOnlySpan<byte> last = default;
        foreach (RespFrame word in auth)
        {
            last = word.Bytes;
        }
        return CryptographicOperations.FixedTimeEquals(last, secret);
    }

    private static bool Is(ReadOnlySpan<byte> word, ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(word, name);
}
