using System.Globalization;
using System.Text;

namespace McpRedis.Migration.ByType;

/// <summary>Arguments that are no data.</summary>
internal static class Words
{
    public static readonly ReadOnlyMemory<byte> Zero = "0"u8.ToArray();
    public static readonly ReadOnlyMemory<byte> Count = "COUNT"u8.ToArray();
    public static readonly ReadOnlyMemory<byte> Fields = "FIELDS"u8.ToArray();

    public static ReadOnlyMemory<byte> Of(long number) => Of(number.ToString(CultureInfo.InvariantCulture));

    public static ReadOnlyMemory<byte> Of(string word) => Encoding.ASCII.GetBytes(word);
}
