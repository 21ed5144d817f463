namespace McpRedis.Redis.Connections;

/// <summary>
/// Connections of the environment. Three families, each for the default connection, for a named one, and as the path
/// of a mounted file: <c>REDIS_URL</c>, <c>REDIS_URL_STAGING</c>, <c>REDIS_URL_FILE</c>, <c>REDIS_URL_STAGING_FILE</c>.
/// An empty variable counts as absent: that is what container tools make of an unset one.
/// </summary>
internal static class ConnectionVariables
{
    public const string UrlFamily = "REDIS_URL", UserFamily = "REDIS_USERNAME", PasswordFamily = "REDIS_PASSWORD";

    private const string File = "_FILE";

    private static readonly (string Family, ConnectionPart Part)[] Families =
        [(UrlFamily, ConnectionPart.Url), (UserFamily, ConnectionPart.User), (PasswordFamily, ConnectionPart.Password)];

    public static Dictionary<string, ConnectionDraft> Read(IReadOnlyDictionary<string, string> environment, ConnectionNotes notes)
    {
        var drafts = new Dictionary<string, ConnectionDraft>(StringComparer.Ordinal);
        // Names, not pairs: this runs at every start, and code over pairs is compiled at every start.
        foreach (string variable in environment.Keys.Where(name => name.StartsWith("REDIS_", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            if (environment[variable] is not { Length: > 0 } value)
            {
                continue;
            }
            foreach (var (family, part) in Families)
            {
                if (variable == family || variable.StartsWith(family + "_", StringComparison.Ordinal))
                {
                    ReadOne(drafts, variable, value, family, part, notes);
                }
            }
        }
        return drafts;
    }

    private static void ReadOne(
        Dictionary<string, ConnectionDraft> drafts, string variable, string value, string family, ConnectionPart part, ConnectionNotes notes)
    {
        bool isFile = variable.EndsWith(File, StringComparison.Ordinal);
        string suffix = variable[family.Length..^(isFile ? File.Length : 0)];
        string name = suffix.Length == 0 ? ConnectionName.Default : ConnectionName.OfVariable(suffix[1..]);
        if (suffix.Length > 0 && name == ConnectionName.Default)
        {
            notes.Mistakes.Add($"{variable}: the default connection has no name here; expected {family}{(isFile ? File : "")}.");
            return;
        }
        if (!ConnectionName.IsValid(name))
        {
            notes.Mistakes.Add($"{variable}: what follows {family}_ is no name of a connection; expected {ConnectionName.Form}.");
            return;
        }
        if (!drafts.TryGetValue(name, out var draft))
        {
            drafts[name] = draft = new ConnectionDraft(name);
        }
        if (isFile)
        {
            draft.PutFile(part, variable, value, notes);
        }
        else
        {
            draft.Put(part, new Setting(variable, value), notes);
        }
    }
}
