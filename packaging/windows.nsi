; The installer for Windows, for all officers of a machine. build_installer.py gives
; VERSION, PAYLOAD (folder of the frozen program), ICON and OUTPUT. Saved as UTF-8.
Unicode true
SetCompressor /SOLID lzma
SetCompressorDictSize 64  ; both executables carry the same modules, 20 MB apart

!include MUI2.nsh
!include WinVer.nsh
!include x64.nsh

!define NAME "Quầy Một Cửa"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\QuayMotCua"
!define COMMAND_KEY "Software\Microsoft\Windows\CurrentVersion\App Paths\quay.exe"

Name "${NAME}"
BrandingText "${NAME} ${VERSION}"
OutFile "${OUTPUT}"
InstallDir "$PROGRAMFILES64\Quay Mot Cua"
RequestExecutionLevel admin
ManifestDPIAware true
ManifestSupportedOS Win10

VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=1066 "ProductName" "${NAME}"
VIAddVersionKey /LANG=1066 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=1066 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=1066 "FileDescription" "Bộ cài đặt ${NAME}"
VIAddVersionKey /LANG=1066 "LegalCopyright" "AGPL-3.0-or-later"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_ABORTWARNING_TEXT "Bạn có chắc muốn dừng cài đặt ${NAME} không?"

!define MUI_WELCOMEPAGE_TITLE "Cài đặt ${NAME} ${VERSION}"
!define MUI_WELCOMEPAGE_TEXT "Chương trình dành cho bộ phận một cửa: quét giấy tờ, ký số và gửi hồ sơ về tỉnh.$\r$\n$\r$\nNếu máy đã có bản cũ, hãy đóng chương trình trước khi cài. Hồ sơ và tệp PDF đang có được giữ nguyên.$\r$\n$\r$\nBấm “Cài đặt” để bắt đầu."
!define MUI_FINISHPAGE_TITLE "Đã cài đặt xong"
!define MUI_FINISHPAGE_TEXT "${NAME} ${VERSION} đã sẵn sàng. Bạn mở chương trình từ trình đơn Start hoặc biểu tượng trên màn hình nền."
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH

!define MUI_UNCONFIRMPAGE_TEXT_TOP "Chương trình sẽ được gỡ khỏi máy này. Hồ sơ và tệp PDF, kể cả hồ sơ chưa gửi, vẫn được giữ trong thư mục dữ liệu của từng cán bộ."
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES

!insertmacro MUI_LANGUAGE "Vietnamese"
LangString ^NextBtn ${LANG_VIETNAMESE} "&Tiếp tục >"
LangString ^BackBtn ${LANG_VIETNAMESE} "< &Quay lại"

; An executable that runs cannot be opened for writing. Nothing is deleted before both can.
!macro TryToWrite executable
  ${If} ${FileExists} "${executable}"
    FileOpen $0 "${executable}" a
    FileClose $0
  ${EndIf}
!macroend

!macro RemoveProgram un
Function ${un}RemoveProgram
  again:
  ClearErrors
  !insertmacro TryToWrite "$INSTDIR\quay-mot-cua.exe"
  !insertmacro TryToWrite "$INSTDIR\quay.exe"
  IfErrors 0 closed
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${NAME} đang chạy. Hãy đóng chương trình rồi bấm “Thử lại” (Retry)." /SD IDCANCEL IDRETRY again
    SetErrorLevel 1
    Abort "${NAME} đang chạy nên chưa thay đổi gì trên máy này."
  closed:
  Delete "$INSTDIR\quay-mot-cua.exe"
  Delete "$INSTDIR\quay.exe"
  RMDir /r "$INSTDIR\_internal"
FunctionEnd
!macroend
!insertmacro RemoveProgram ""
!insertmacro RemoveProgram "un."

Function .onInit
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastWin10}
    MessageBox MB_OK|MB_ICONSTOP "${NAME} cần Windows 10 hoặc mới hơn, bản 64 bit." /SD IDOK
    SetErrorLevel 1
    Quit
  ${EndIf}
FunctionEnd

Section "-program"
  SetShellVarContext all
  SetRegView 64
  Call RemoveProgram
  SetOutPath "$INSTDIR"
  File /r "${PAYLOAD}\*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\quay-mot-cua.exe"
  CreateShortcut "$DESKTOP\${NAME}.lnk" "$INSTDIR\quay-mot-cua.exe"

  ; Lets "quay" be started by name without touching PATH, which installers have cut off before.
  WriteRegStr HKLM "${COMMAND_KEY}" "" "$INSTDIR\quay.exe"

  WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayName" "${NAME}"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\quay-mot-cua.exe"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKLM "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKLM "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKLM "${UNINSTALL_KEY}" "NoRepair" 1
SectionEnd

Section "un.program"
  SetShellVarContext all
  SetRegView 64
  Call un.RemoveProgram
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"  ; only when nothing else lies there
  Delete "$SMPROGRAMS\${NAME}.lnk"
  Delete "$DESKTOP\${NAME}.lnk"
  DeleteRegKey HKLM "${COMMAND_KEY}"
  DeleteRegKey HKLM "${UNINSTALL_KEY}"
SectionEnd
