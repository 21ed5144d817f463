using FsCheck;
using FsCheck.Fluent;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Redis.Connections;

/// <summary>However a URL is broken, what is said about it does not hold the password.</summary>
public sealed class RedisUriSecrecyTests
{
    // Characters that mean something in a URL appear far more often than chance would have it.
    private static readonly Gen<char> Character = Gen.Frequency(
        (3, Gen.Elements("/?#@:%[]&=,+$.-_ \n\"'".ToCharArray())),
        (2, Gen.Elements("abcXYZ0189".ToCharArray())));

    // Long enough not to be part of our own words by chance.
    private static readonly Gen<string> Password =
        from body in Gen.OneOf(Character.ArrayOf(12), Gen.Elements("abcXYZ0189".ToCharArray()).ArrayOf(12))
        from tail in Gen.Elements("q7Zk", "W0x9", "é🔑Jv")
        select new string(body) + tail;

    private static readonly Gen<string> Scheme = Gen.Elements(
        "redis", "rediss", "redis+sentinel", "rediss+cluster", "unix", "redi", "http", "");

    private static readonly Gen<string> Tail = Gen.Elements(
        "", "/0", "/x", "?tiemout=5s", "/service/1?timeout=5s&timeout=1", "?protocol=resp4&db=x", "#frag", "?clientName=a%zz");

    // Where the password belongs, and everywhere it may have slipped to.
    private static readonly Gen<string> Shape = Gen.Frequency(
        (3, Gen.Constant("SCHEME://user:SECRET@HOSTTAIL")),
        (1, Gen.Elements(
            "SECRET", "SECRET://HOST", "SCHEME:SECRET@HOST", "SCHEME://SECRET", "SCHEME://SECRETTAIL", "SCHEME://HOST:SECRET",
            "SCHEME://[SECRET]", "SCHEME://HOST/SECRET", "SCHEME://HOST/service/SECRET", "SCHEME://HOST?SECRET", "SCHEME://HOST?SECRET=1",
            "SCHEME://HOST?timeout=SECRET", "SCHEME://HOST?protocol=SECRET&SECRET", "SCHEME://HOST#SECRET", "SCHEME://HOST,SECRET")));

    private static readonly Gen<Case> Cases =
        from shape in Shape
        from scheme in Scheme
        from password in Password
        from encode in Gen.Elements(true, false)
        from host in Gen.Elements("h", "h:99999", "a,b:1", "[::1]:7", "[::1", "")
        from tail in Tail
        let written = encode ? Uri.EscapeDataString(password) : password
        let url = shape.Replace("SCHEME", scheme).Replace("HOST", host).Replace("TAIL", tail).Replace("SECRET", written)
        from mutated in Mutated(url, written)
        select new Case(mutated, password, written);

    [Fact]
    public void No_message_holds_the_password() =>
        Prop.ForAll(Cases.ToArbitrary(), one =>
            RedisUri.Parse("default", "REDIS_URL", one.Url).Mistakes.All(mistake =>
                !mistake.Contains(one.Password, StringComparison.Ordinal)
                && !mistake.Contains(one.Written, StringComparison.Ordinal)
                && !mistake.Contains(one.Url, StringComparison.Ordinal)
                && !mistake.Contains('\n', StringComparison.Ordinal))).Check(5_000);

    [Fact]
    public void Encoded_password_comes_back_whole() =>
        Prop.ForAll(Password.ToArbitrary(), password =>
            RedisUriTests.Accepted($"redis://user:{Uri.EscapeDataString(password)}@h").Password == password).Check(100);

    // Up to three wounds outside or at the edge of the password: a character lost, put in, or a stretch doubled.
    private static Gen<string> Mutated(string url, string password) =>
        from count in Gen.Choose(0, 3)
        from wounds in Wound.ListOf(count)
        select wounds.Aggregate(url, (text, wound) => Apply(text, password, wound));

    private static readonly Gen<(int Kind, int Place, char Character)> Wound =
        from kind in Gen.Choose(0, 2)
        from place in Gen.Choose(0, 1_000)
        from character in Character
        select (kind, place, character);

    private static string Apply(string text, string password, (int Kind, int Place, char Character) wound)
    {
        int place = text.Length == 0 ? 0 : wound.Place % text.Length;
        int secret = text.IndexOf(password, StringComparison.Ordinal);
        if (secret >= 0 && place > secret && place < secret + password.Length)
        {
            place = secret;
        }
        return wound.Kind switch
        {
            0 when place != secret && text.Length > 0 => text.Remove(place, 1),
            1 => text.Insert(place, wound.Character.ToString()),
            2 => text.Insert(place, text[..Math.Min(place, 5)]),
            _ => text,
        };
    }

    private sealed record Case(string Url, string Password, string Written);
}
