using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;

namespace McpRedis.Generator;

/// <summary>
/// From the parameters of RunAsync: the properties of the input schema and the code that binds arguments to them.
/// One type per property, no unions, no references: some clients refuse a whole list for one of those.
/// </summary>
internal sealed class InputEmitter
{
    private readonly List<string> _properties = [];
    private readonly StringBuilder _binder = new();

    public InputEmitter(IMethodSymbol run, DocComment docs)
    {
        bool anyBytes = false;
        foreach (var parameter in run.Parameters)
        {
            if (parameter.Type.Is("System.Threading.CancellationToken"))
            {
                CallArguments.Add("cancellationToken");
                continue;
            }
            if (parameter.GetAttributes().Any(a => a.AttributeClass?.Name == "OfEncodingAttribute"))
            {
                CallArguments.Add($"{parameter.Name}: arguments.IsBase64");   // no argument of its own
                continue;
            }
            if (docs.Parameter(parameter.Name).Length == 0)
            {
                throw new ToolShapeException($"parameter {parameter.Name} needs a <param> text: the model reads it");
            }
            if (parameter.GetAttributes().Any(a => a.AttributeClass?.Name == "OtherConnectionAttribute"))
            {
                AddOtherConnection(parameter, docs);
                continue;
            }
            Add(parameter, docs);
            anyBytes |= HoldsBytes(parameter.Type);
        }
        if (anyBytes)
        {
            // One switch for all keys and values of a call keeps every parameter a plain string.
            Names.Add("encoding");
            _properties.Add("\"encoding\":{\"type\":\"string\",\"enum\":[\"utf8\",\"base64\"],\"description\":\"Of keys and values.\"}");
            _binder.Insert(0, "        arguments.ReadEncoding();\n");
        }
    }

    public List<string> Names { get; } = [];

    /// <summary>Name and description of the parameter that names a second connection; null where there is none.</summary>
    public (string Name, string About)? OtherConnection { get; private set; }

    public List<string> Required { get; } = [];

    public List<string> CallArguments { get; } = [];

    public string Properties => string.Join(",", _properties);

    public string Binder => _binder.ToString();

    // Its words are the connections, which are known at start; the catalogue adds it where there are two.
    private void AddOtherConnection(IParameterSymbol parameter, DocComment docs)
    {
        if (!parameter.HasExplicitDefaultValue || parameter.Type.SpecialType != SpecialType.System_String)
        {
            throw new ToolShapeException($"{parameter.Name} names a connection: it must be a string with a default, as it is missing where there is one connection");
        }
        OtherConnection = (parameter.Name, docs.Parameter(parameter.Name));
        _binder.Append("        var @").Append(parameter.Name).Append(" = arguments.Text(").Append(Literal.CSharp(parameter.Name)).Append(", false);\n");
        CallArguments.Add($"{parameter.Name}: @{parameter.Name}");
    }

    private void Add(IParameterSymbol parameter, DocComment docs)
    {
        var (type, _) = parameter.Type.Unwrap();
        Names.Add(parameter.Name);
        if (!parameter.HasExplicitDefaultValue)
        {
            Required.Add(parameter.Name);
        }
        string schema = Schema(type, parameter);
        _properties.Add($"{Literal.Json(parameter.Name)}:{{{schema},\"description\":{Literal.Json(docs.Parameter(parameter.Name))}}}");
        _binder.Append("        var @").Append(parameter.Name).Append(" = ").Append(Bind(type, parameter, Literal.CSharp(parameter.Name), "arguments")).Append(";\n");
        CallArguments.Add($"{parameter.Name}: @{parameter.Name}");
    }

    private static string Schema(ITypeSymbol type, IParameterSymbol parameter)
    {
        if (type is IArrayTypeSymbol array && !type.IsByteArray())
        {
            string items = array.ElementType is INamedTypeSymbol { IsRecord: true } record ? RecordSchema(record) : Scalar(array.ElementType, null);
            string bounds = Bounds(parameter, "ItemsAttribute") is { } length ? $",\"minItems\":{length.Min},\"maxItems\":{length.Max}" : "";
            return $"\"type\":\"array\",\"items\":{{{items}}}{bounds}";
        }
        return Scalar(type, parameter);
    }

    private static string RecordSchema(INamedTypeSymbol record)
    {
        var docs = DocComment.Of(record);
        var members = record.RecordMembers();
        var properties = members.Select(m =>
            $"{Literal.Json(Literal.Camel(m.Name))}:{{{Schema(m.Type.Unwrap().Type, m)}{(docs.Parameter(m.Name) is { Length: > 0 } text ? ",\"description\":" + Literal.Json(text) : "")}}}");
        var required = members.Where(m => !m.HasExplicitDefaultValue).Select(m => Literal.Json(Literal.Camel(m.Name)));
        return $"\"type\":\"object\",\"properties\":{{{string.Join(",", properties)}}},\"required\":[{string.Join(",", required)}],\"additionalProperties\":false";
    }

    private static string Scalar(ITypeSymbol type, IParameterSymbol? parameter)
    {
        if (type.TypeKind == TypeKind.Enum)
        {
            return $"\"type\":\"string\",\"enum\":[{string.Join(",", type.EnumMembers().Select(m => Literal.Json(Literal.Camel(m.Name))))}]";
        }
        string range = parameter is not null && Bounds(parameter, "LimitsAttribute") is { } bounds ? $",\"minimum\":{bounds.Min}{Most(bounds.Max)}" : "";
        return type.SpecialType switch
        {
            SpecialType.System_String => "\"type\":\"string\"",
            SpecialType.System_Boolean => "\"type\":\"boolean\"",
            SpecialType.System_Int32 or SpecialType.System_Int64 => "\"type\":\"integer\"" + range,
            SpecialType.System_Double => "\"type\":\"number\"" + range,
            _ when type.IsByteArray() => "\"type\":\"string\"",
            _ => throw new ToolShapeException($"type {type.Name} cannot be an argument"),
        };
    }

    // The largest 64-bit number is no bound worth its tokens.
    private static string Most(string max) => max == "9223372036854775807" ? "" : $",\"maximum\":{max}";

    private static string Bind(ITypeSymbol type, IParameterSymbol parameter, string name, string source)
    {
        string required = parameter.HasExplicitDefaultValue ? "false" : "true";
        if (type is IArrayTypeSymbol array && !type.IsByteArray())
        {
            var length = Bounds(parameter, "ItemsAttribute") ?? ("0", "1000");
            string bang = parameter.HasExplicitDefaultValue ? "" : "!";
            return array.ElementType is INamedTypeSymbol { IsRecord: true } record
                ? $"{source}.Objects({name}, {required}, {length.Min}, {length.Max}, {RecordBinder(record)}){bang}"
                : $"{source}.{(parameter.GetAttributes().Any(a => a.AttributeClass?.Name == "PlainFirstAttribute") ? "PlainFirstList" : ArrayMethod(array.ElementType, parameter.Name))}({name}, {required}, {length.Min}, {length.Max}){bang}";
        }
        return Scalar(type, parameter, name, source);
    }

    private static string Scalar(ITypeSymbol type, IParameterSymbol parameter, string name, string source)
    {
        bool optional = parameter.HasExplicitDefaultValue;
        string read = Reader(type, parameter, name, source, optional ? "false" : "true");
        if (!optional)
        {
            return type.IsReferenceType ? read + "!" : $"({read}).GetValueOrDefault()";
        }
        return parameter.ExplicitDefaultValue is null ? read : $"{read} ?? {DefaultValue(type, parameter.ExplicitDefaultValue)}";
    }

    private static string Reader(ITypeSymbol type, IParameterSymbol parameter, string name, string source, string required)
    {
        if (type.TypeKind == TypeKind.Enum)
        {
            var members = type.EnumMembers().ToList();
            string words = Literal.Array(members.Select(m => Literal.Camel(m.Name)));
            return $"(({type.NameWithoutNull()}?){source}.Choice({name}, {required}, {words}))";   // in brackets: .GetValueOrDefault() may follow
        }
        string range = Bounds(parameter, "LimitsAttribute") is { } bounds ? $", {bounds.Min}, {bounds.Max}" : "";
        return type.SpecialType switch
        {
            SpecialType.System_String => $"{source}.Text({name}, {required})",
            SpecialType.System_Boolean => $"{source}.Flag({name}, {required})",
            SpecialType.System_Int32 => $"(int?){source}.Integer({name}, {required}{(range.Length == 0 ? ", int.MinValue, int.MaxValue" : range)})",
            SpecialType.System_Int64 => $"{source}.Integer({name}, {required}{range})",
            SpecialType.System_Double when parameter.GetAttributes().Any(a => a.AttributeClass?.Name == "OrInfiniteAttribute") => $"{source}.NumberOrInfinity({name}, {required})",
            SpecialType.System_Double => $"{source}.Number({name}, {required}{range})",
            _ => $"{source}.{(IsKey(parameter.Name) ? "Key" : "Bytes")}({name}, {required})",
        };
    }

    private static string RecordBinder(INamedTypeSymbol record)
    {
        var members = record.RecordMembers();
        var names = Literal.Array(members.Select(m => Literal.Camel(m.Name)));
        var values = members.Select(m => Bind(m.Type.Unwrap().Type, m, Literal.CSharp(Literal.Camel(m.Name)), "item"));
        return $"{names}, static item => new {record.NameWithoutNull()}({string.Join(", ", values)})";
    }

    private static string ArrayMethod(ITypeSymbol element, string name) =>
        element.IsByteArray() ? (IsKey(name) ? "KeyList" : "BytesList")
        : element.SpecialType == SpecialType.System_String ? "TextList"
        : element.SpecialType == SpecialType.System_Double ? "NumberList"
        : element.SpecialType == SpecialType.System_Int32 ? "IntegerList"
        : throw new ToolShapeException($"an array of {element.Name} cannot be an argument");

    private static bool IsKey(string name) =>
        name.EndsWith("key", StringComparison.OrdinalIgnoreCase) || name.EndsWith("keys", StringComparison.OrdinalIgnoreCase);

    private static bool HoldsBytes(ITypeSymbol type)
    {
        type = type.Unwrap().Type;
        return type.IsByteArray()
            || (type is IArrayTypeSymbol array && (array.ElementType.IsByteArray()
                || (array.ElementType is INamedTypeSymbol { IsRecord: true } record && record.RecordMembers().Any(m => HoldsBytes(m.Type)))));
    }

    private static (string Min, string Max)? Bounds(IParameterSymbol parameter, string attributeName)
    {
        var found = parameter.GetAttributes().FirstOrDefault(a => a.AttributeClass?.Name == attributeName);
        return found is null ? null : (Number(found.ConstructorArguments[0].Value), Number(found.ConstructorArguments[1].Value));
    }

    private static string Number(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;

    private static string DefaultValue(ITypeSymbol type, object value) => type.TypeKind == TypeKind.Enum
        ? $"({type.NameWithoutNull()}){Convert.ToString(value, CultureInfo.InvariantCulture)}"
        : value switch
        {
            string text => Literal.CSharp(text),
            bool flag => flag ? "true" : "false",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
}
