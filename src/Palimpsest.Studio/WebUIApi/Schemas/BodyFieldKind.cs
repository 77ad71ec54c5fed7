namespace Palimpsest.Studio.WebUIApi.Schemas;

/// <summary>What a field of a request holds.</summary>
internal enum BodyFieldKind
{
    Text,
    Integer,
    Number,
    Flag,

    /// <summary>A list of strings.</summary>
    TextList,

    /// <summary>A list of anything.</summary>
    List,

    /// <summary>A list of objects with fields of their own.</summary>
    ObjectList,

    /// <summary>An object with any fields.</summary>
    Object,
}
