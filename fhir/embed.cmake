# foramen_embed(TARGET SYMBOL FILE): the bytes of FILE, from SYMBOL to SYMBOL_end, in TARGET. The
# assembler takes them as they are: no compiler has to read a large table.
function(foramen_embed target symbol file)
    set(assembly ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.S)
    file(CONFIGURE OUTPUT ${assembly} CONTENT [[
    .section .rodata
    .balign 8
    .globl @symbol@
    .globl @symbol@_end
@symbol@:
    .incbin "@file@"
@symbol@_end:
    .byte 0
    .section .note.GNU-stack,"",%progbits
]] @ONLY)
    set_source_files_properties(${assembly} PROPERTIES OBJECT_DEPENDS ${file})
    target_sources(${target} PRIVATE ${assembly})
endfunction()
