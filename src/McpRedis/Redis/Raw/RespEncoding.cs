using System.Globalization;
using System.Text;

namespace McpRedis.Redis.Raw;

/// <summary>Single commands as bytes; what is sent often goes through <see cref="RespCommandWriter"/>.</summary>
internal static class RespEncoding
{
    public static ReadOnlyMemory<byte>[] Words(RedisCommand command) =>
        [.. command.FullName.Split(' ').Select(word => (ReadOnlyMemory<byte>)Encoding.ASCII.GetBytes(word)), .. command.Arguments.Select(argument => argument.Bytes)];

    public static ReadOnlyMemory<byte>[] Words(params string[] words) => [.. words.Select(word => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(word))];

    public static byte[] Encode(ReadOnlyMemory<byte>[] words)
    {
        var bytes = new MemoryStream();
        Line('*', words.Length);
        foreach (var word in words)
        {
            Line('$', word.Length);
            bytes.Write(word.Span);
            bytes.Write("\r\n"u8);
        }
        return bytes.ToArray();

        void Line(char type, int number) => bytes.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{type}{number}\r\n")));
    }
}
