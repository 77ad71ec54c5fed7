namespace Palimpsest.Checkpoints.Pickle;

/// <summary>What calling an allowed name means to the interpreter.</summary>
internal enum PickleGlobalKind
{
    /// <summary>May be mentioned, for example as a dictionary's key, but not called.</summary>
    Inert,

    /// <summary>A storage class, mentioned in storage ids.</summary>
    Storage,

    /// <summary>A torch dtype, mentioned by _rebuild_tensor_v3.</summary>
    DType,
    OrderedDict,
    ParameterDict,
    Set,
    TupleOfSizes,
    Device,
    NumpyObject,
    CodecsEncode,
    RebuildTensor,
    RebuildTensorWithType,
    RebuildParameter,
}
