using System.Buffers.Binary;
using System.Numerics;

namespace McpRedis.Rdb.Canonical;

/// <summary>
/// SipHash-2-4 with 128 bits, of bytes that come in pieces. Keyed, so that nobody who stores data can make two values that seem equal; sums of
/// such hashes stand for sets. (J.-P. Aumasson, D. J. Bernstein: SipHash, a fast short-input PRF.)
/// </summary>
internal struct SipHash
{
    private ulong _v0;
    private ulong _v1;
    private ulong _v2;
    private ulong _v3;
    private ulong _tail;
    private int _tailBits;
    private byte _length;

    public SipHash(UInt128 key)
    {
        (ulong high, ulong low) = ((ulong)(key >> 64), (ulong)key);
        _v0 = low ^ 0x736f6d6570736575;
        _v1 = high ^ 0x646f72616e646f6d ^ 0xee; // ee: 128 bits
        _v2 = low ^ 0x6c7967656e657261;
        _v3 = high ^ 0x7465646279746573;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _length = unchecked((byte)(_length + bytes.Length));
        while (_tailBits > 0 && !bytes.IsEmpty)
        {
            AppendByte(bytes[0]);
            bytes = bytes[1..];
        }
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            Mix(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }
        foreach (byte b in bytes)
        {
            AppendByte(b);
        }
    }

    public void Append(ulong number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, number);
        Append(bytes);
    }

    /// <summary>The hash of all that was appended; nothing may be appended afterwards.</summary>
    public UInt128 Finish()
    {
        Mix(_tail | (ulong)_length << 56);
        _v2 ^= 0xee;
        ulong low = Rounds(4);
        _v1 ^= 0xdd;
        return new UInt128(Rounds(4), low);
    }

    private void AppendByte(byte b)
    {
        _tail |= (ulong)b << _tailBits;
        _tailBits += 8;
        if (_tailBits == 64)
        {
            ulong word = _tail;
            (_tail, _tailBits) = (0, 0);
            Mix(word);
        }
    }

    private void Mix(ulong word)
    {
        _v3 ^= word;
        _ = Rounds(2);
        _v0 ^= word;
    }

    private ulong Rounds(int count)
    {
        (ulong v0, ulong v1, ulong v2, ulong v3) = (_v0, _v1, _v2, _v3);
        for (; count > 0; count--)
        {
            v0 += v1;
            v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
            v0 = BitOperations.RotateLeft(v0, 32);
            v2 += v3;
            v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
            v2 = BitOperations.RotateLeft(v2, 32);
        }
        (_v0, _v1, _v2, _v3) = (v0, v1, v2, v3);
        return v0 ^ v1 ^ v2 ^ v3;
    }
}
